import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Actor, Context, OperatorRole } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { listInvariantStates } from '../ledger/invariant-queries.ts';
import { formatMoney } from '../money/format.ts';
import { readMetrics } from './metrics.ts';
import { readMoneyByCurrency, readNeedFacts } from './queries.ts';
import { readReadiness } from './readiness.ts';
import { readShellStatus } from './shell-status.ts';

let testDatabase: TestDatabase;
let sql: postgres.Sql;

const NOW = new Date('2026-11-21T12:00:00Z');
const as = (actor: Actor): Context => ({ actor, requestId: 'test', now: NOW });
const viewer = as({ kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' });

/** With what the frame of the page has counted. */
const needs = async (ctx: Context) => readNeedFacts(ctx, await readShellStatus(viewer));

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const reads: [string, (ctx: Context) => Promise<unknown>][] = [
  ['readNeedFacts', needs],
  ['readMoneyByCurrency', (ctx) => readMoneyByCurrency(ctx, NOW)],
  ['readShellStatus', readShellStatus],
  ['readMetrics', readMetrics],
  ['listInvariantStates', listInvariantStates],
];

describe('who may read the overview', () => {
  const roles: OperatorRole[] = ['viewer', 'finance_operator', 'risk_reviewer', 'administrator'];

  it.each(reads)('%s answers every role', async (_name, read) => {
    for (const role of roles)
      await expect(read(as({ kind: 'operator', operatorId: 'op', name: 'N', role }))).resolves.toBeDefined();
  });

  it.each(reads)('%s refuses an account’s owner and a job that is not named for it', async (_name, read) => {
    const owner = as({ kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@x.example' });
    await expect(read(owner)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(read(as({ kind: 'job', job: 'post-balance-transactions' }))).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(read(as({ kind: 'job', job: 'nobody' }))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('what the overview says', () => {
  it('says nothing of an empty world', async () => {
    expect(await needs(viewer)).toMatchObject({
      failedEvents: { count: 0 },
      alarms: [],
      incompleteDays: { count: { count: 0 }, oldestDay: null },
      openGaps: { count: 0 },
      brokenInvariants: [],
      staleInvariants: [],
      failedPayouts: { count: 0 },
    });
    expect(await readMoneyByCurrency(viewer, NOW)).toEqual([]);
    expect(await readShellStatus(viewer)).toMatchObject({ secondsBehind: 0, workerSeenAt: null });
  });

  it('is behind by the oldest event that waits for a worker, not by one that failed and is tried again', async () => {
    await sql`insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, received_at, next_attempt_at, attempts, last_error)
      values ('evt_due', now(), 'acct_1', 'payout.paid', false, 'connect', 'webhook', now() - interval '90 seconds', now() - interval '90 seconds', 0, null),
             ('evt_later', now(), 'acct_1', 'payout.paid', false, 'connect', 'webhook', now() - interval '2 hours', now() + interval '1 hour', 3, 'poison')`;
    const status = await readShellStatus(viewer);
    expect(status.secondsBehind).toBeGreaterThanOrEqual(90);
    expect(status.secondsBehind).toBeLessThan(120);
    expect(status.waitingEvents).toEqual({ count: 1, isCapped: false });
    expect(status.retryingEvents).toMatchObject({ count: 1, isCapped: false });
    await sql`update stripe_events set state = 'processed', processed_at = now() where stripe_event_id = 'evt_due'`;
    expect((await readShellStatus(viewer)).secondsBehind).toBe(0);
  });

  it('keeps currencies apart and counts only payouts of today that did not fail', async () => {
    await sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
      select id, account, false, at::timestamptz, amount, currency, status, 'standard', true, '2026-11-23', '{}', now()
      from (values ('po_1', 'acct_1', '2026-11-21T01:00:00Z', 100, 'eur', 'paid'), ('po_2', 'acct_1', '2026-11-21T02:00:00Z', 250, 'eur', 'in_transit'),
                   ('po_3', 'acct_1', '2026-11-21T02:00:00Z', 999, 'eur', 'failed'), ('po_4', 'acct_2', '2026-11-20T23:59:59Z', 999, 'eur', 'paid'),
                   ('po_5', 'acct_2', '2026-11-21T02:00:00Z', 7, 'jpy', 'pending'), ('po_6', 'platform', '2026-11-21T02:00:00Z', 5, 'jpy', 'paid'))
        as given (id, account, at, amount, currency, status)`;
    const lines = await readMoneyByCurrency(viewer, new Date('2026-11-21T00:00:00Z'));
    expect(lines.map((line) => `${formatMoney(line.leftToday)} in ${String(line.leftTodayCount)}`)).toEqual([
      '3.50 EUR in 2',
      '7 JPY in 1',
    ]);
    expect((await needs(viewer)).failedPayouts.count).toBe(1);
  });

  it('tells all that is owed to sellers, reserved and set aside too, and nothing of the platform’s own', async () => {
    const owed: [string, number, number][] = [
      ['acct_1', 2100, 11],
      ['acct_2', 2100, 5],
      ['acct_1', 2110, 20],
      ['acct_1', 2140, 30],
      ['acct_1', 2150, 40],
      ['acct_1', 2180, 50],
      ['platform', 2300, 700],
    ];
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      for (const [book, code, amount] of owed)
        await tx`
          insert into ledger_balances (connected_account_id, currency, ledger_account_code, debits, credits, posting_count)
          values (${book}, 'kwd', ${code}, 1, ${amount + 1}, 2)`;
    });
    const line = (await readMoneyByCurrency(viewer, NOW)).find(({ currency }) => currency === 'kwd');
    const amounts = [line?.available, line?.pending, line?.setAside, line?.reserved, line?.onItsWay];
    expect(amounts.map((amount) => amount?.amount)).toEqual([16n, 20n, 30n, 40n, 50n]);
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`delete from ledger_balances where currency = 'kwd'`;
    });
  });

  it('shows what one person began to those who may end it, and not to that person', async () => {
    const reader = (operatorId: string, role: OperatorRole) =>
      as({ kind: 'operator', operatorId, name: 'N', role });
    const halves = async (operatorId: string, role: OperatorRole) =>
      (await needs(reader(operatorId, role))).secondHalves;
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by, state,
          release_asked_by, release_asked_at, release_reason)
        values ('hld_1', 'acct_1', 'operator', 'other', 'x', 'x', '{}', 'opr_a', now(), 'release_asked', 'opr_a', now(), 'x'),
               ('hld_2', 'acct_2', 'operator', 'other', 'x', 'x', '{}', 'opr_a', now(), 'release_asked', 'opr_a', now() - interval '1 hour', 'x')`;
      await tx`insert into account_rejections (account_rejection_id, connected_account_id, act, reviewer_text, asked_by)
        values ('rej_1', 'acct_1', 'unreject', 'x', 'opr_b')`;
      await tx`insert into seller_invitations (seller_invitation_id, makes_account, connected_account_id, state, email, name, business_name,
          reason, code_hash, invited_by)
        values ('siv_1', false, 'acct_1', 'created', 'o@x.example', 'x', 'x', 'x', 'x', 'opr_a')`;
      await tx`insert into operator_change_requests (change_request_id, operator_id, change, from_role, to_role, requested_by)
        values ('ocr_1', 'opr_b', 'disable', 'viewer', 'viewer', 'opr_a')`;
    });
    expect(await halves('opr_c', 'administrator')).toEqual([
      { kind: 'hold', count: 2, path: '/connected-accounts/acct_2#holds' },
      { kind: 'rejection', count: 1, path: '/connected-accounts/acct_1#rejection' },
      { kind: 'owner', count: 1, path: '/connected-accounts/acct_1#owners' },
      { kind: 'person', count: 1, path: '/settings/people' },
    ]);
    expect(await halves('opr_b', 'risk_reviewer')).toMatchObject([{ kind: 'hold' }]);
    expect(await halves('opr_a', 'risk_reviewer')).toMatchObject([{ kind: 'rejection' }]);
    expect(await halves('opr_c', 'viewer')).toEqual([]);
  });

  it('names a broken promise until a newer check finds it whole', async () => {
    const check = (at: string, outcome: string) =>
      sql`insert into invariant_results (run_id, invariant, ran_at, outcome, rows_checked, finding_count, findings, duration_ms)
          values (${at}, 'trial_balance', ${at}, ${outcome}, 10, 1, '[]', 3)`;
    await check('2026-11-21T10:00:00Z', 'broken');
    expect((await needs(viewer)).brokenInvariants.map(({ name }) => name)).toEqual(['trial_balance']);
    await check('2026-11-21T11:00:00Z', 'held');
    expect((await needs(viewer)).brokenInvariants).toEqual([]);
    // NOW is an hour later, and nobody has checked since.
    expect((await needs(viewer)).staleInvariants).toEqual(['trial_balance']);
    await check('2026-11-21T11:45:00Z', 'held');
    expect((await needs(viewer)).staleInvariants).toEqual([]);
    await sql`update invariant_results set covers = 'everything' where outcome = 'broken'`;
    const { brokenInvariants } = await needs(viewer);
    expect(brokenInvariants).toMatchObject([{ ranAt: new Date('2026-11-21T10:00:00Z') }]);
    await sql`update invariant_results set covers = null`;
  });
});

describe('readiness', () => {
  it('warns about a missing worker and does not send requests away for it', async () => {
    const readiness = await readReadiness();
    expect(readiness.checks).toMatchObject({
      database: { status: 'ok' },
      migrations: { status: 'ok', detail: 'at head' },
      worker: { status: 'warning' },
    });
    expect(readiness.status).toBe('warning');
  });
});
