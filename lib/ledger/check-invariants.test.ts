import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { balanceTransaction, plainTransaction } from './balance-transaction.fixture.ts';
import { checkInvariants, type InvariantReport } from './check-invariants.ts';
import { INVARIANTS } from './invariants/all-invariants.ts';
import { postAvailability } from './post-availability.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

/** A charge made available, one still pending, a payout and a fee, and the Balance that Stripe would show for them. */
beforeEach(async () => {
  await ledger.empty();
  await recordBalanceTransactions(ledger.ctx, [
    balanceTransaction({ balanceTransactionId: 'txn_old', status: 'available' }),
    balanceTransaction({ balanceTransactionId: 'txn_new' }),
    plainTransaction({ balanceTransactionId: 'txn_payout', type: 'payout', amount: -400n, sourceId: 'po_1' }),
    plainTransaction({ balanceTransactionId: 'txn_nothing', amount: 0n }),
  ]);
  await postAvailability(ledger.ctx);
  await stripeSays({ available: 541, pending: 941 });
});

async function stripeSays(balance: { available: number; pending: number; readAt?: string }): Promise<void> {
  await ledger.sql`
    insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
    values ('acct_1Seller', 'usd', ${balance.available}, ${balance.pending}, 0, ${balance.readAt ?? ledger.sql`now()`})
    on conflict (connected_account_id, currency) do update
      set available = excluded.available, pending = excluded.pending, read_at = excluded.read_at`;
}

async function check(): Promise<Map<string, InvariantReport>> {
  const reports = await checkInvariants(jobContext('check-invariants'), {});
  return new Map(reports.map((report) => [report.invariant, report]));
}

const findings = (reports: Map<string, InvariantReport>, name: string): [string, string][] =>
  (reports.get(name)?.findings ?? []).map(({ id, text }) => [id, text]);

async function outcomes(): Promise<Record<string, string>> {
  return Object.fromEntries([...(await check())].map(([name, { outcome }]) => [name, outcome]));
}

it('all hold on books that are right, and the results are stored', async () => {
  expect(await outcomes()).toEqual(Object.fromEntries(INVARIANTS.map(({ name }) => [name, 'held'])));
  const [stored] = await ledger.sql`
    select count(*)::int as results, count(distinct run_id)::int as runs, bool_and(outcome = 'held') as held from invariant_results
    where ran_at = (select max(ran_at) from invariant_results)`;
  expect(stored).toEqual({ results: INVARIANTS.length, runs: 1, held: true });
});

describe('tampering is found and named', () => {
  it.each([
    [
      'the amount of a posting',
      "update postings set amount = 1001 where journal_entry_id = 'jnl_new' and component = 'gross'",
      'entries_balance',
      ['jnl_new', 'Debits exceed credits by -1 usd.'],
    ],
    [
      'two postings, so that the entry still balances',
      "update postings set amount = amount + 5 where journal_entry_id = 'jnl_new' and component in ('net', 'gross')",
      'balance_transactions_booked',
      ['txn_new', 'Its entries move 946 usd, Stripe says 941.'],
    ],
    [
      'gross and fee together',
      "update postings set amount = amount + 5 where journal_entry_id = 'jnl_new' and component in ('stripe_fee', 'gross')",
      'balance_transactions_booked',
      ['txn_new', 'Its entries book 1005 usd gross, Stripe says 1000.'],
    ],
    [
      'a deleted entry with its postings',
      "delete from postings where journal_entry_id = 'jnl_payout'; delete from journal_entries where journal_entry_id = 'jnl_payout'",
      'balance_transactions_booked',
      ['txn_payout', 'It is marked as booked, but its journal entry is missing.'],
    ],
    [
      'a deleted move to available',
      "delete from postings where journal_entry_id = 'jnl_old_available'; delete from journal_entries where journal_entry_id = 'jnl_old_available'",
      'balance_transactions_booked',
      [
        'txn_old',
        'It leaves 941 usd in 1110, which does not fit its marks: the move to available is missing or was booked too early.',
      ],
    ],
    [
      'an entry deleted without its postings',
      "delete from journal_entries where journal_entry_id = 'jnl_payout'",
      'entries_balance',
      ['jnl_payout', 'Postings without their journal entry.'],
    ],
    [
      'a deleted posting',
      "delete from postings where journal_entry_id = 'jnl_new' and line = 4",
      'entries_balance',
      ['jnl_new', '3 postings are stored, the entry was booked with 4.'],
    ],
    [
      'all postings of an entry',
      "delete from postings where journal_entry_id = 'jnl_new'",
      'entries_balance',
      ['jnl_new', 'A journal entry without postings.'],
    ],
    [
      'a posting moved to another book',
      "update postings set connected_account_id = 'acct_1Other' where journal_entry_id = 'jnl_new' and line = 1",
      'entries_balance',
      ['jnl_new', 'A posting belongs to another book, currency or time than its entry.'],
    ],
    [
      'a deleted balance transaction',
      "delete from balance_transactions where balance_transaction_id = 'txn_new'",
      'balance_transactions_booked',
      ['txn_new', 'The ledger has entries for it, but the balance transaction is missing.'],
    ],
    [
      'a changed balance transaction',
      "update balance_transactions set amount = 2000, net = 1941 where balance_transaction_id = 'txn_new'",
      'balance_transactions_booked',
      ['txn_new', 'Its entries move 941 usd, Stripe says 1941.'],
    ],
    [
      'a mark taken away',
      "update balance_transactions set posted_at = null where balance_transaction_id = 'txn_new'",
      'balance_transactions_booked',
      ['txn_new', 'It is booked, but marked as not booked.'],
    ],
    [
      'a running balance',
      'update ledger_balances set debits = debits + 3 where ledger_account_code = 1110',
      'trial_balance',
      ['acct_1Seller usd', 'Debits exceed credits by 3.'],
    ],
    [
      'a deleted audit trail',
      'delete from audit_records',
      'bookings_on_record',
      ['jnl_new', expect.stringContaining('no audit row of that transaction exists')],
    ],
  ])('%s', async (_name, statement, invariant, finding) => {
    await ledger.tamper(statement);
    const reports = await check();
    expect(reports.get(invariant)?.outcome).toBe('broken');
    expect(findings(reports, invariant)).toContainEqual(finding);
  });

  it('a row that stays unbooked is named after a quarter of an hour', async () => {
    await ledger.tamper(
      "delete from postings where journal_entry_id = 'jnl_new'; delete from journal_entries where journal_entry_id = 'jnl_new'; update balance_transactions set posted_at = null where balance_transaction_id = 'txn_new'",
    );
    expect(findings(await check(), 'balance_transactions_booked')).toEqual([]);
    await ledger.tamper("update balance_transactions set first_seen_at = now() - interval '16 minutes'");
    expect(findings(await check(), 'balance_transactions_booked')).toEqual([
      ['txn_new', expect.stringContaining('still not booked')],
    ]);
  });
});

describe('ledger, balance transactions and Stripe’s Balance', () => {
  const outcome = async (): Promise<string | undefined> => (await outcomes())['agrees_with_stripe'];
  const sentence = async (): Promise<string | undefined> =>
    findings(await check(), 'agrees_with_stripe')[0]?.[1];
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  /** Every row was seen, booked and made available then. */
  const seen = (at: string): Promise<void> =>
    ledger.tamper(
      `update balance_transactions set (first_seen_at, posted_at, availability_posted_at) = (select at, at, case when availability_posted_at is null then null else at end from (select (${at})::timestamptz as at) as then_)`,
    );

  it.each([
    ['too little available', 540, 941],
    ['too much available', 542, 941],
    ['too little pending', 541, 940],
    ['the same sum in other buckets', 540, 942],
  ])('%s is a break', async (_name, available, pending) => {
    await stripeSays({ available, pending });
    const reports = await check();
    expect(reports.get('agrees_with_stripe')?.outcome).toBe('broken');
    expect(findings(reports, 'agrees_with_stripe')).toEqual([
      [
        'acct_1Seller usd',
        expect.stringContaining(
          `says ${String(available)} available, ${String(pending)} pending; ledger 541 available, 941 pending`,
        ),
      ],
    ]);
  });

  it('a Balance older than the newest row proves nothing, not even when it is equal', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_nil', amount: 0n, occurredAt: new Date() }),
    ]);
    await stripeSays({ available: 541, pending: 941, readAt: ago(1) });
    expect(await outcome()).toBe('unknown');
  });

  it('a Balance that was due and not read for a quarter of an hour is a break that says so', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_nil', amount: 0n, occurredAt: new Date(ago(20)) }),
    ]);
    await stripeSays({ available: 541, pending: 941, readAt: ago(30) });
    await seen("now() - interval '14 minutes'");
    expect(await outcome()).toBe('unknown');
    await seen("now() - interval '16 minutes'");
    expect(await outcome()).toBe('broken');
    expect(await sentence()).toContain('No read of the Balance for more than 15 minutes since it was due.');
    // A busy book always has a row that came just now; what counts is the one that waits longest.
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_now', amount: 0n, occurredAt: new Date() }),
    ]);
    expect(await outcome()).toBe('broken');
  });

  it('a Balance proves nothing after an hour and is a break after two', async () => {
    await seen("'2026-10-05T09:00:00Z'");
    for (const [minutes, expected] of [
      [59, 'held'],
      [61, 'unknown'],
      [119, 'unknown'],
      [121, 'broken'],
    ] as const) {
      await stripeSays({ available: 541, pending: 941, readAt: ago(minutes) });
      expect([minutes, await outcome()]).toEqual([minutes, expected]);
    }
    expect(await sentence()).toContain('Nobody has read this Balance for more than 2 hours.');
  });

  it('a difference does not become a matter of age', async () => {
    await seen("'2026-10-05T09:00:00Z'");
    await stripeSays({ available: 540, pending: 941, readAt: ago(90) });
    expect(await outcome()).toBe('broken');
  });

  it('the Balance of an account that has disconnected is never too old, and that is said', async () => {
    await seen("'2026-10-05T09:00:00Z'");
    await stripeSays({ available: 541, pending: 941, readAt: ago(300) });
    await ledger.sql`
      insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
        details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength,
        lock_reasons, created_at_stripe, read_at, deauthorized_at)
      values ('acct_1Seller', false, 'v1', 'Seller', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now(), now())`;
    const departed = [await outcome(), await sentence()];
    await ledger.tamper('delete from stripe_balances');
    const neverRead = await outcome();
    await ledger.tamper('delete from connected_accounts');
    expect(departed).toEqual([
      'unknown',
      expect.stringContaining('disconnected, so its Balance cannot be read any more'),
    ]);
    expect(neverRead).toBe('unknown');
    expect(await outcome()).toBe('broken');
  });

  it('a currency that Stripe does not list is empty as of the newest read', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_nil', amount: 0n, currency: 'eur' }),
    ]);
    expect(await outcome()).toBe('held');
    await recordBalanceTransactions(ledger.ctx, [
      plainTransaction({ balanceTransactionId: 'txn_eur', amount: 7n, currency: 'eur' }),
    ]);
    await stripeSays({ available: 541, pending: 941 });
    expect(findings(await check(), 'agrees_with_stripe')).toEqual([
      ['acct_1Seller eur', expect.stringContaining('says 0 available, 0 pending; ledger 7 available')],
    ]);
    expect(await outcome()).toBe('broken');
  });

  it('a difference that came after the Balance was read waits for the next read', async () => {
    await recordBalanceTransactions(ledger.ctx, [plainTransaction({ balanceTransactionId: 'txn_late' })]);
    expect(await outcome()).toBe('unknown');
    await stripeSays({ available: 541, pending: 941 });
    expect(await outcome()).toBe('broken');
    await stripeSays({ available: 1541, pending: 941 });
    expect(await outcome()).toBe('held');
  });

  it('a Balance that was never read is unknown, and a break when its rows are here for a quarter of an hour', async () => {
    await ledger.tamper('delete from stripe_balances');
    expect(await outcome()).toBe('unknown');
    await seen("now() - interval '16 minutes'");
    expect(await outcome()).toBe('broken');
    expect(await sentence()).toContain('was not read yet');
  });

  it('a Balance in a currency without any rows is a break unless it is zero', async () => {
    await ledger.sql`insert into stripe_balances values ('acct_1Seller', 'eur', 0, 0, 0, null, now())`;
    expect(await outcome()).toBe('held');
    await ledger.sql`update stripe_balances set available = -1 where currency = 'eur'`;
    expect(await outcome()).toBe('broken');
  });

  it('money that Stripe calls available and we have not moved yet is unknown, then held', async () => {
    await recordBalanceTransactions(ledger.ctx, [
      balanceTransaction({ balanceTransactionId: 'txn_new', status: 'available' }),
    ]);
    await stripeSays({ available: 1482, pending: 0 });
    expect(await outcome()).toBe('unknown');
    await postAvailability(ledger.ctx);
    await stripeSays({ available: 1482, pending: 0 });
    expect(await outcome()).toBe('held');
  });

  it('a lost pair of books is a break even when Stripe is not asked', async () => {
    await ledger.tamper('update ledger_balances set debits = debits - 941 where ledger_account_code = 1110');
    expect(await outcome()).toBe('broken');
  });
});

describe('what else must hold', () => {
  const event = (state: string, receivedAgo: string) => ledger.sql`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state, received_at)
    values (${`evt_${state}`}, now(), 'platform', 'charge.succeeded', false, 'account', 'webhook', ${state}, now() - ${receivedAgo}::interval)`;

  it('an acknowledged event that nobody processes, and a failed one, are named', async () => {
    await event('received', '14 minutes');
    expect((await outcomes())['events_processed']).toBe('held');
    await ledger.empty();
    await event('received', '16 minutes');
    await event('failed', '1 minute');
    expect(findings(await check(), 'events_processed').map(([id]) => id)).toEqual([
      'evt_failed',
      'evt_received',
    ]);
  });

  it('an object that Stripe lists and we do not hold is named with its day', async () => {
    await ledger.sql`insert into completeness_counters values ('platform', 'events', '2026-10-05', 10, 9, 9, now())`;
    expect(findings(await check(), 'events_processed')).toEqual([
      ['platform events 2026-10-05', 'Stripe lists 10, 9 are stored.'],
    ]);
  });

  it('two payouts of one request are named, failed ones do not count', async () => {
    const payout = (id: string, status: string) => ledger.sql`
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
      values (${id}, 'acct_1Seller', false, now(), 5, 'usd', ${status}, 'standard', false, '2026-10-07', '{"sluice_payout_request_id": "prq_1"}', now())`;
    await payout('po_1', 'paid');
    await payout('po_2', 'failed');
    expect((await outcomes())['paid_at_most_once']).toBe('held');
    await payout('po_3', 'pending');
    expect(findings(await check(), 'paid_at_most_once')).toEqual([
      ['prq_1', '2 payouts carry this request: po_1, po_3.'],
    ]);
  });

  it('a month without its partition is named before its rows arrive', async () => {
    const [next] = await ledger.sql<{ name: string }[]>`
      select 'postings' || to_char(now() + interval '1 month', '"_"YYYY"_"MM') as name`;
    await ledger.sql`drop table ${ledger.sql(next?.name ?? '')}`;
    expect(findings(await check(), 'partitions_ready').map(([id]) => id)).toEqual([next?.name]);
    await ledger.sql`select create_month_partitions((now() + interval '1 month')::date, (now() + interval '1 month')::date)`;
    expect((await outcomes())['partitions_ready']).toBe('held');
  });

  it('at most a hundred findings are kept, and all are counted', async () => {
    await ledger.sql`
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state)
      select 'evt_' || n, now(), 'platform', 'charge.succeeded', false, 'account', 'webhook', 'failed' from generate_series(1, 150) as n`;
    const report = (await check()).get('events_processed');
    expect([report?.findings.length, report?.findingCount]).toEqual([100, 150]);
  });
});
