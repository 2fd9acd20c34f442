import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balanceTransaction } from '../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../ledger/record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from '../ledger/test-ledger.fixture.ts';
import { createMonthPartitions } from './create-month-partitions.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

const tables = [
  'stripe_events',
  'stripe_event_bodies',
  'balance_transactions',
  'journal_entries',
  'postings',
  'risk_facts',
];

/** A month that has no partition yet, in the middle. */
const AHEAD = '2038-03-15T12:00:00Z';

async function placesOf(table: string): Promise<string[]> {
  const rows = await ledger.sql.unsafe<{ place: string }[]>(
    `select distinct tableoid::regclass::text as place from ${table} where occurred_at = '${AHEAD}'`,
  );
  return rows.map(({ place }) => place);
}

describe('rows that are dated ahead of every partition', () => {
  it('do not stop their month from being made: they move into it, and nothing counts them twice', async () => {
    const early = balanceTransaction({ balanceTransactionId: 'txn_early', occurredAt: new Date(AHEAD) });
    await recordBalanceTransactions(ledger.ctx, [early]);
    await ledger.sql`
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
      values ('evt_early', ${AHEAD}, 'acct_1A', 'payout.paid', false, 'connect', 'webhook')`;
    await ledger.sql`
      insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body)
      values ('evt_early', ${AHEAD}, 'acct_1A', '{}')`;
    await ledger.sql`
      insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
      values ('acct_1A', 'warning', 'issfr_early', ${AHEAD}, 'ch_1', false, false, 'evt_early', now(), false)`;
    for (const table of tables) expect(await placesOf(table), table).toEqual([`${table}_default`]);
    const before = await ledger.dump();

    const [made] = await ledger.sql<
      { count: number }[]
    >`select create_month_partitions('2038-02-01', '2038-04-01') as count`;

    expect(made?.count).toBe(18);
    for (const table of tables) expect(await placesOf(table), table).toEqual([`${table}_2038_03`]);
    expect(await ledger.dump()).toBe(before);
    const registered = await ledger.sql`select 1 from booked_sources where source_id = 'txn_early'`;
    expect(registered).toHaveLength(1);
  });

  it('and every month of facts is analysed when it has grown by half, also the new ones', async () => {
    const months = await ledger.sql<{ name: string; options: string[] | null }[]>`
      select part.oid::regclass::text as name, part.reloptions as options
      from pg_inherits join pg_class as part on part.oid = inhrelid where inhparent = 'risk_facts'::regclass`;
    expect(months.map(({ name }) => name)).toContain('risk_facts_2038_03');
    for (const { name, options } of months)
      expect(options, name).toEqual([
        'autovacuum_analyze_scale_factor=0.5',
        'autovacuum_vacuum_insert_scale_factor=0.5',
      ]);
  });

  it.each(tables)('and the default partition of %s is as append-only afterwards as before', async (table) => {
    const [guard] = await ledger.sql<{ enabled: string }[]>`
        select tgenabled as enabled from pg_trigger
        where tgrelid = ${`${table}_default`}::regclass and tgname = 'append_only'`;
    expect(guard?.enabled).toBe('O');
  });

  it('and a busy table makes the calendar wait for seconds, not for ever', async () => {
    const hasLock = Promise.withResolvers<undefined>();
    const mayEnd = Promise.withResolvers<undefined>();
    const holding = ledger.sql.begin(async (tx) => {
      await tx`select 1 from stripe_events limit 1`;
      hasLock.resolve(undefined);
      await mayEnd.promise;
    });
    await hasLock.promise;
    await expect(ledger.sql`select create_month_partitions('2038-05-01', '2038-05-01')`).rejects.toThrow(
      'lock timeout',
    );
    mayEnd.resolve(undefined);
    await holding;
    expect(await createMonthPartitions()).toBe(0);
  });
});
