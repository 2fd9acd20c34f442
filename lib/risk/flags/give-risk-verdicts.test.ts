import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { cardTesting } from '../assessments/test-story.fixture.ts';
import { openFlag, WHY } from './flagged.fixture.ts';
import { giveRiskVerdicts } from './give-risk-verdicts.ts';
import { listMatchingFlagIds, readRiskFlagList } from './queries.ts';
import { readPageRequest } from '../../paging.ts';
import { sumByCurrency } from '../../money/money.ts';

/* One verdict about several flags: each for itself, and what was refused is said of that one alone. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const states = async (ids: readonly string[]) =>
  Object.fromEntries(
    (
      await world.sql<{ id: string; state: string }[]>`
        select risk_flag_id as id, state from risk_flags where risk_flag_id = any(${[...ids]})`
    ).map(({ id, state }) => [id, state]),
  );

it('says of each what came of it: one that changed, or is over, keeps none of the others', async () => {
  const held = await openFlag(world);
  const flagged = await openFlag(world, cardTesting);
  const over = await openFlag(world);
  const changed = await openFlag(world);
  await world.tamper(
    `update risk_flags set state = 'closed', closed_at = now(), closed_because = 'cause_gone' where risk_flag_id = '${over.riskFlagId}'`,
  );
  const before = await world.sql`select 1 from audit_records where action = 'risk_flag.verdict'`;
  const outcomes = await giveRiskVerdicts(world.as('ines'), {
    flags: [
      changed.asShown.action === 'hold' ? { ...changed.asShown, action: 'flag' } : changed.asShown,
      over.asShown,
      held.asShown,
      flagged.asShown,
      // Chosen twice, said once.
      held.asShown,
    ],
    verdict: 'confirmed',
    reason: WHY,
  });
  expect(outcomes.map(({ riskFlagId, state }) => [riskFlagId, state])).toEqual([
    [changed.riskFlagId, null],
    [over.riskFlagId, null],
    [held.riskFlagId, 'confirmed'],
    [flagged.riskFlagId, 'confirmed'],
  ]);
  expect(outcomes[0]?.refused).toContain('Something else has been found');
  expect(outcomes[1]?.refused).toContain('closed already');
  expect(await states([changed.riskFlagId, over.riskFlagId, held.riskFlagId, flagged.riskFlagId])).toEqual({
    [changed.riskFlagId]: 'open',
    [over.riskFlagId]: 'closed',
    [held.riskFlagId]: 'confirmed',
    [flagged.riskFlagId]: 'confirmed',
  });
  const labels = await world.sql`
    select operator_id, reason from risk_verdicts where risk_flag_id in (${held.riskFlagId}, ${flagged.riskFlagId})`;
  expect(labels).toHaveLength(2);
  const after = await world.sql`select 1 from audit_records where action = 'risk_flag.verdict'`;
  expect(after.length - before.length, 'a record for each that was said').toBe(2);
});

it('lets no money go: what is held waits for a second person, also when many are false alarms', async () => {
  const one = await openFlag(world);
  const [outcome] = await giveRiskVerdicts(world.as('ines'), {
    flags: [one.asShown],
    verdict: 'false_alarm',
    reason: WHY,
  });
  expect(outcome).toEqual({ riskFlagId: one.riskFlagId, state: 'waiting', refused: null });
  const [hold] = await world.sql<{ state: string }[]>`select state from holds where hold_id = ${one.holdId}`;
  expect(hold?.state).toBe('release_asked');
});

it('says nothing of any when it would be wrong of all, or too many, or not theirs to say', async () => {
  const { asShown, riskFlagId } = await openFlag(world);
  const say = (more: object, who: 'ines' | 'anna' = 'ines') =>
    giveRiskVerdicts(world.as(who), { flags: [asShown], verdict: 'confirmed', reason: WHY, ...more });
  await expect(say({ reason: ' ' })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: { reason: expect.anything() as unknown },
  });
  await expect(say({ verdict: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(say({ flags: [] })).rejects.toThrow('Choose at least one');
  const many = Array.from({ length: 101 }, (_, index) => ({
    ...asShown,
    riskFlagId: `rfl_${String(index)}`,
  }));
  await expect(say({ flags: many })).rejects.toThrow('At most 100');
  await expect(say({}, 'anna')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await states([riskFlagId])).toEqual({ [riskFlagId]: 'open' });
});

it('everything that a filter finds can be chosen, with what is at risk in it', async () => {
  const ctx = world.as('ines');
  const { connectedAccountId, riskFlagId } = await openFlag(world);
  expect(await listMatchingFlagIds(ctx, { connectedAccountId }, 10)).toEqual([riskFlagId]);
  const request = readPageRequest({ list: 'anomalies', filter: {} }, {});
  const { page, sums } = await readRiskFlagList(ctx, { state: 'open' }, 'newest', request);
  expect(await listMatchingFlagIds(ctx, { state: 'open' }, 10)).toEqual(
    page.rows.map((row) => row.riskFlagId),
  );
  expect(sums).toEqual(sumByCurrency(page.rows.map(({ exposure }) => exposure)));
});
