import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { escalateHolds } from './escalate-holds.ts';
import { placeHold } from './place-hold.ts';

/* What somebody could write of a hold past the verbs, with the program's own role. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const asProgram = (...statements: string[]) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    for (const statement of statements) await tx.unsafe(statement);
  });

async function placed(): Promise<string> {
  const { holdId } = await placeHold(world.as('ines'), {
    connectedAccountId: await world.account([1n]),
    payoutRequestId: null,
    reason: 'unusual_activity',
    reviewerText: 'Looks odd',
  });
  return holdId;
}

const set = (holdId: string, sets: string) => `update holds set ${sets} where hold_id = '${holdId}'`;

it.each([
  "owner_operator_id = 'opr_anna'",
  "placed_by = 'opr_anna'",
  'keeps_percent = 100',
  'rolling_days = 365',
])('%s is not written again', async (sets) => {
  await expect(asProgram(set(await placed(), sets))).rejects.toThrow('permission denied');
});

it.each([
  ["now() + interval '30 days 1 second', null", 'a hold is reviewed within 30 days'],
  ["'infinity', null", 'a hold is reviewed within 30 days'],
  ['now(), now()', 'and escalated by an alarm'],
])('none begins with its review and escalation at %s', async (times, refused) => {
  const account = await world.account([1n]);
  const insert = (given: string) => `
    insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by, escalated_at)
    values ('hld_' || gen_random_uuid(), '${account}', 'operator', 'other', 'x', 'x', '{}', 'opr_ines', ${given})`;
  await expect(asProgram(insert(times))).rejects.toThrow(refused);
  await asProgram(insert("now() + interval '30 days', null"));
});

it('its review comes sooner, and never later', async () => {
  const holdId = await placed();
  for (const later of ["review_by + interval '1 second'", "'infinity'"])
    await expect(asProgram(set(holdId, `review_by = ${later}`))).rejects.toThrow('is never put off');
  await asProgram(set(holdId, "review_by = review_by - interval '1 hour'"));
});

it('it is escalated by an alarm, as of now, and not by a word', async () => {
  const holdId = await placed();
  const refused = 'is escalated by an alarm';
  for (const at of ['now()', "now() + interval '1 year'"])
    await expect(asProgram(set(holdId, `escalated_at = ${at}`))).rejects.toThrow(refused);
  await world.sql`update holds set review_by = now() where hold_id = ${holdId}`;
  expect(await escalateHolds(jobContext('escalate-holds'))).toBe(1);
  for (const at of ['null', "now() + interval '1 year'"])
    await expect(asProgram(set(holdId, `escalated_at = ${at}`))).rejects.toThrow(refused);
  await world.sql`update alarms set closed_at = now() where kind = 'hold_overdue'`;
  await expect(asProgram(set(holdId, 'escalated_at = now()'))).rejects.toThrow(refused);
});
