import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { releaseHoldProven } from '../../holds/test-release.fixture.ts';
import { readPageRequest } from '../../paging.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { assessFlaggedAccounts } from '../assessments/assess-due-accounts.ts';
import { cardTesting, fact, learn, type refundSurge } from '../assessments/test-story.fixture.ts';
import { getRiskFlag, readFlagOfPayout } from './detail-queries.ts';
import { openFlag, WHY } from './flagged.fixture.ts';
import { readRiskFlagList } from './queries.ts';
import { snoozeRiskFlag } from './snooze-risk-flag.ts';

/* What people say of a flag: a label, bound to what they saw; and one person alone lets no money go. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const worker = jobContext('assess-risk');
/** A flag that holds money, with what a screen shows of it. */
const flagged = (facts?: typeof refundSurge) => openFlag(world, facts);

const stateOf = async (riskFlagId: string) =>
  (
    await world.sql<{ state: string; because: string | null }[]>`
      select state, closed_because as because from risk_flags where risk_flag_id = ${riskFlagId}`
  )[0];

const holdState = async (holdId: string) =>
  (await world.sql<{ state: string }[]>`select state from holds where hold_id = ${holdId}`)[0]?.state;

describe('a verdict', () => {
  it('of a false alarm lets no money go by one person: a second one confirms, and then the flag is closed', async () => {
    const { connectedAccountId, riskFlagId, holdId, say } = await flagged();
    await say('false_alarm');
    expect(await holdState(holdId)).toBe('release_asked');
    // Calm for days by the label alone: still nothing goes.
    await learn([fact(connectedAccountId, 'charge', 1_000)]);
    await assessConnectedAccount(worker, { connectedAccountId });
    await world.sql`update risk_flags set calm_since = now() - interval '3 days' where risk_flag_id = ${riskFlagId}`;
    await assessConnectedAccount(worker, { connectedAccountId });
    expect(await holdState(holdId)).toBe('release_asked');
    await releaseHoldProven(world.sql, world.as('marek'), { holdId, askedBy: 'opr_ines' });
    await assessFlaggedAccounts(worker);
    expect(await stateOf(riskFlagId)).toEqual({ state: 'closed', because: 'false_alarm' });
    const [label] = await world.sql`
      select verdict, operator_id, reason from risk_verdicts where risk_flag_id = ${riskFlagId}`;
    expect(label).toEqual({ verdict: 'false_alarm', operator_id: 'opr_ines', reason: WHY });
  });

  it('that confirms keeps the money whatever the facts say afterwards', async () => {
    const { connectedAccountId, riskFlagId, holdId, say } = await flagged();
    await say('confirmed');
    await world.sql`update risk_flags set calm_since = now() - interval '3 days' where risk_flag_id = ${riskFlagId}`;
    await learn(Array.from({ length: 600 }, () => fact(connectedAccountId, 'charge', 1_000)));
    await assessConnectedAccount(worker, { connectedAccountId });
    expect(await holdState(holdId)).toBe('open');
    expect(await stateOf(riskFlagId)).toEqual({ state: 'confirmed', because: null });
  });

  it('that confirms what was only flagged holds it', async () => {
    const { connectedAccountId, riskFlagId, say } = await flagged(cardTesting);
    await say('confirmed');
    const [held] = await world.sql`
      select source, keeps_percent from holds where connected_account_id = ${connectedAccountId} and state = 'open' and keeps_percent = 100`;
    expect(held).toMatchObject({ source: 'operator' });
    expect(await stateOf(riskFlagId)).toMatchObject({ state: 'confirmed' });
  });

  it('about something else than was shown is refused, and so is one about a closed flag', async () => {
    const { riskFlagId, say } = await flagged();
    await expect(say('false_alarm', { action: 'flag' })).rejects.toThrow('Something else has been found');
    await expect(say('false_alarm', { cause: 'card_testing' })).rejects.toThrow('Something else');
    await world.tamper(
      `update risk_flags set state = 'closed', closed_at = now(), closed_because = 'cause_gone' where risk_flag_id = '${riskFlagId}'`,
    );
    await expect(say('confirmed')).rejects.toThrow('closed already');
  });

  it('that waits for an answer leaves everything as it is', async () => {
    const { riskFlagId, holdId, say } = await flagged();
    await say('needs_information');
    expect(await holdState(holdId)).toBe('open');
    expect(await stateOf(riskFlagId)).toMatchObject({ state: 'waiting' });
    await say('confirmed');
    expect(await stateOf(riskFlagId)).toMatchObject({ state: 'confirmed' });
  });
});

describe('the list of anomalies', () => {
  it('shows what a person needs, counts each choice, and knows what was put aside', async () => {
    const { connectedAccountId, riskFlagId, shown } = await flagged();
    const ctx = world.as('ines');
    await snoozeRiskFlag(ctx, { riskFlagId, days: 3, reason: WHY });
    const request = readPageRequest({ list: 'anomalies', filter: {} }, {});
    const { page, facets, count } = await readRiskFlagList(ctx, { state: 'open' }, 'newest', request);
    const row = page.rows.find((one) => one.riskFlagId === riskFlagId);
    expect(row).toMatchObject({ cause: 'seller', action: 'hold', exposure: { currency: 'usd' } });
    expect(row?.snoozedUntil).not.toBeNull();
    expect(await readFlagOfPayout(ctx, connectedAccountId, 'usd')).toMatchObject({
      riskFlagId,
      action: 'hold',
    });
    expect(await readFlagOfPayout(ctx, connectedAccountId, 'eur'), 'money of another currency').toBeNull();
    await world.sql`update risk_flags set snoozed_until = now() - interval '1 minute' where risk_flag_id = ${riskFlagId}`;
    expect((await getRiskFlag(ctx, riskFlagId)).snoozedUntil, 'over').toBeNull();
    expect(count.count).toBe(page.rows.length);
    expect(facets.state.find(({ value }) => value === 'open')?.count?.count).toBe(count.count);
    expect(shown.lines.length).toBeGreaterThan(0);
    expect(shown.signs.some(({ ofAlarm }) => ofAlarm >= 1)).toBe(true);
    expect(shown.events[0]).toMatchObject({ kind: 'decision' });
  });

  it('is not the viewer’s to decide', async () => {
    const { riskFlagId } = await flagged();
    await expect(
      snoozeRiskFlag(world.as('anna'), { riskFlagId, days: 3, reason: WHY }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
