import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { cardTesting, MINUTE, refunded } from '../assessments/test-story.fixture.ts';
import { readRiskCase } from './case-queries.ts';
import { escalateRiskFlags } from './escalate-risk-flags.ts';
import { openFlag } from './flagged.fixture.ts';
import { snoozeRiskFlag } from './snooze-risk-flag.ts';
import { takeRiskFlag } from './take-risk-flag.ts';

/* A case has one owner at a time, and a clock that tells people when nobody looked. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const worker = jobContext('assess-risk');
const ownerOf = async (riskFlagId: string) =>
  (await readRiskCase(world.as('ines'), riskFlagId)).owner?.operatorId ?? null;

describe('a case', () => {
  it('that two people take at once is one’s; the other is told', async () => {
    const { riskFlagId } = await openFlag(world);
    const take = (who: 'ines' | 'marek') =>
      takeRiskFlag(world.as(who), { riskFlagId, seenOwnerId: null, does: 'take' });
    const [ines, marek] = await Promise.allSettled([take('ines'), take('marek')]);
    expect([ines.status, marek.status].sort()).toEqual(['fulfilled', 'rejected']);
    const refused = [ines, marek].find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      code: 'conflict',
      message: 'Somebody else has taken it meanwhile. Look who, then decide.',
    });
    expect(await ownerOf(riskFlagId)).toBe(ines.status === 'fulfilled' ? 'opr_ines' : 'opr_marek');
    const kept = await world.sql`
      select actor_id from audit_records where action = 'risk_flag.take' and subject = ${riskFlagId} and outcome = 'done'`;
    expect(kept).toHaveLength(1);
  });

  it('is taken over by who saw whose it was, and left by its owner alone', async () => {
    const { riskFlagId } = await openFlag(world);
    await takeRiskFlag(world.as('ines'), { riskFlagId, seenOwnerId: null, does: 'take' });
    await takeRiskFlag(world.as('marek'), { riskFlagId, seenOwnerId: 'opr_ines', does: 'take' });
    await expect(
      takeRiskFlag(world.as('ines'), { riskFlagId, seenOwnerId: 'opr_marek', does: 'leave' }),
    ).rejects.toThrow('not yours to leave');
    expect(await ownerOf(riskFlagId)).toBe('opr_marek');
    await takeRiskFlag(world.as('marek'), { riskFlagId, seenOwnerId: 'opr_marek', does: 'leave' });
    expect(await ownerOf(riskFlagId)).toBeNull();
  });
});

describe('the chart of a case', () => {
  it('shows what the cause is told by, also where more was given back than refused', async () => {
    const givenBack = (account: string) =>
      Array.from({ length: 60 }, (_, index) => refunded(account, (400 - index) * MINUTE, MINUTE)).flat();
    const { riskFlagId } = await openFlag(world, (account) => [
      ...cardTesting(account),
      ...givenBack(account),
    ]);
    const { flag, stream, days } = await readRiskCase(world.as('ines'), riskFlagId);
    const of = (name: string) => flag.signs.find((sign) => sign.stream === name)?.ofAlarm ?? 0;
    expect(flag.cause).toBe('card_testing');
    expect(of('refunds')).toBeGreaterThan(of('declines'));
    expect(stream).toBe('declines');
    expect(days.at(-1)?.hits).toBeGreaterThan(20);
    const { riskFlagId: usual } = await openFlag(world);
    expect((await readRiskCase(world.as('ines'), usual)).stream).toBe('refunds');
  });
});

describe('a case that nobody looked at in time', () => {
  const overdue = (riskFlagId: string) =>
    world.sql`update risk_flags set due_at = now() - interval '1 minute' where risk_flag_id = ${riskFlagId}`;
  const alarmsOf = (account: string) => world.sql<{ text: string }[]>`
    select text from alarms where kind = 'risk_flag_overdue' and subject = ${account} and closed_at is null`;

  it('is said loudly once, with who has it and what happens meanwhile, and nothing is decided', async () => {
    const { riskFlagId, connectedAccountId, holdId } = await openFlag(world);
    expect(await escalateRiskFlags(worker), 'in time').toBe(0);
    await overdue(riskFlagId);
    expect(await escalateRiskFlags(worker)).toBe(1);
    const [alarm] = await alarmsOf(connectedAccountId);
    expect(alarm?.text).toContain('Nobody has taken it. Its money stays.');
    expect(await escalateRiskFlags(worker), 'once').toBe(0);
    const found = await readRiskCase(world.as('ines'), riskFlagId);
    expect(found.escalatedAt).not.toBeNull();
    expect(found.flag.state).toBe('open');
    const [hold] = await world.sql<{ state: string }[]>`select state from holds where hold_id = ${holdId}`;
    expect(hold?.state, 'time decides nothing').toBe('open');
  });

  it('names its owner, and says where the money goes on', async () => {
    const { riskFlagId, connectedAccountId } = await openFlag(world, cardTesting);
    await world.sql`update risk_flags set hold_id = null, action = 'flag' where risk_flag_id = ${riskFlagId}`;
    await takeRiskFlag(world.as('ines'), { riskFlagId, seenOwnerId: null, does: 'take' });
    await overdue(riskFlagId);
    await escalateRiskFlags(worker);
    const [alarm] = await alarmsOf(connectedAccountId);
    expect(alarm?.text).toContain('ines has it. It goes on being paid.');
  });

  it('is not said of one that was put aside, until that is over', async () => {
    const { riskFlagId } = await openFlag(world);
    await overdue(riskFlagId);
    await snoozeRiskFlag(world.as('ines'), { riskFlagId, days: 1, reason: 'The owner answers tomorrow.' });
    expect(await escalateRiskFlags(worker)).toBe(0);
    await world.sql`update risk_flags set snoozed_until = now() - interval '1 second' where risk_flag_id = ${riskFlagId}`;
    expect(await escalateRiskFlags(worker)).toBe(1);
  });
});
