import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import type { StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { checkInvariants } from '../../ledger/check-invariants.ts';
import { openStoppedAccounts } from './stopped-accounts.fixture.ts';

/* The promise `stops_whole`: whom Stripe pays by itself although a press that stands covers them, with nobody told. */

let accounts: Awaited<ReturnType<typeof openStoppedAccounts>>;
let sql: StopWorld['sql'];
beforeAll(async () => {
  accounts = await openStoppedAccounts();
  ({ sql } = accounts.world);
});
afterAll(() => accounts.world.close());
beforeEach(() => accounts.clear());

/** As it stands when the grace is over. */
async function check() {
  const ctx = jobContext('check-invariants');
  const reports = await checkInvariants(
    { ...ctx, now: new Date(ctx.now.getTime() + 180_000) },
    { from: null },
  );
  const report = reports.find(({ invariant }) => invariant === 'stops_whole');
  return { outcome: report?.outcome, named: report?.findings.map(({ id }) => id) };
}
const HELD = { outcome: 'held', named: [] };

/** Switched on and mirrored, and nobody noted it. */
const switchOn = (id: string) =>
  sql`update connected_accounts set payout_interval = 'daily', lock_strength = 'automatic' where connected_account_id = ${id}`;

it('holds while nothing is stopped, and when all of it is', async () => {
  const record = await accounts.open();
  expect(await check()).toEqual(HELD);
  await accounts.stopped();
  expect(accounts.intervalOf(record)).toBe('manual');
  expect(await check()).toEqual(HELD);
});

it('names who is automatic with a step that ended well, or with none, once the grace is over', async () => {
  const ended = await accounts.open();
  const killSwitchId = await accounts.stopped();
  const unseen = await accounts.open();
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from kill_switch_steps where connected_account_id = ${unseen.id}`;
  });
  await switchOn(ended.id);
  expect(await check()).toEqual({ outcome: 'broken', named: [ended.id, unseen.id].toSorted() });
  const now = await checkInvariants(jobContext('check-invariants'), { from: null });
  expect(now.find(({ invariant }) => invariant === 'stops_whole')?.outcome).toBe('held');
  await accounts.world.release(killSwitchId);
  expect(await check()).toEqual(HELD);
});

it('does not name who is not covered', async () => {
  const record = await accounts.open();
  await accounts.open({ currency: 'jpy', country: 'JP' });
  await accounts.stopped({ scope: 'country', scopeValue: 'JP', reason: 'Strange' });
  await switchOn(record.id);
  expect(await check()).toEqual(HELD);
});

it.each([
  [
    'a step that waits',
    "update kill_switch_steps set state = 'waiting', ended_at = null where step = 'lock'",
  ],
  ['what Stripe refused', "update kill_switch_steps set state = 'not_possible' where step = 'lock'"],
  [
    'an incident that is dealt with',
    "insert into bypasses (kind, connected_account_id, subject, seen) select 'schedule', connected_account_id, connected_account_id, 'x' from connected_accounts",
  ],
  [
    'an incident that could not be undone',
    "insert into bypasses (kind, connected_account_id, subject, seen, state, not_undone, ended_at) select 'schedule', connected_account_id, connected_account_id, 'x', 'ended', 'x', now() from connected_accounts",
  ],
])('does not name whom %s tells of', async (_what, told) => {
  const record = await accounts.open();
  await accounts.stopped();
  await switchOn(record.id);
  expect((await check()).named).toEqual([record.id]);
  await sql.unsafe(told);
  expect(await check()).toEqual(HELD);
});

it('names whose incident was undone, and who is automatic again', async () => {
  const record = await accounts.open();
  await accounts.stopped();
  await switchOn(record.id);
  await sql`insert into bypasses (kind, connected_account_id, subject, seen, state, undone, ended_at)
    values ('schedule', ${record.id}, ${record.id}, 'x', 'ended', 'x', now())`;
  expect((await check()).named).toEqual([record.id]);
});

it('names what waits at Stripe although the press is said to have cancelled it', async () => {
  const record = await accounts.open({ interval: 'manual' });
  await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${record.id}, 'opr_Anna') on conflict do nothing`;
  await accounts.stopped({ scope: 'currency', scopeValue: 'usd', reason: 'Strange', cancelsPending: true });
  const pending = (id: string, set: Record<string, unknown>) => {
    const row = {
      payout_id: id,
      connected_account_id: record.id,
      livemode: false,
      occurred_at: new Date(Date.now() - 60_000),
      amount: '5000',
      currency: 'usd',
      status: 'pending',
      method: 'standard',
      is_automatic: false,
      arrives_on: '2026-11-24',
      metadata: {},
      read_at: new Date(),
      ...set,
    };
    return sql`insert into payouts select (jsonb_populate_record(null::payouts, ${sql.json(row)})).*`;
  };
  await pending('po_waits', {});
  await pending('po_eur', { currency: 'eur' });
  await pending('po_automatic', { is_automatic: true });
  await pending('po_gone', { status: 'canceled' });
  await pending('po_after', { occurred_at: new Date(Date.now() + 3_600_000) });
  expect(await check()).toEqual({ outcome: 'broken', named: ['po_waits'] });
  await sql`update kill_switch_steps set state = 'not_possible' where step = 'cancel'`;
  expect(await check()).toEqual(HELD);
});
