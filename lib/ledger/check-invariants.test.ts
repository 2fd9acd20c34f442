import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainTransaction } from './balance-transaction.fixture.ts';
import { INVARIANTS } from './invariants/all-invariants.ts';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './invariants/checked-books.fixture.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import type { TestLedger } from './test-ledger.fixture.ts';

let books: CheckedBooks;
let ledger: TestLedger;
beforeAll(async () => {
  books = await openCheckedBooks();
  ledger = books.ledger;
});
afterAll(() => ledger.close());
beforeEach(() => books.fill());

it('all hold on books that are right, and the results are stored', async () => {
  expect(await books.outcomes()).toEqual(Object.fromEntries(INVARIANTS.map(({ name }) => [name, 'held'])));
  const [stored] = await ledger.sql`
    select count(*)::int as results, count(distinct run_id)::int as runs, bool_and(outcome = 'held') as held from invariant_results
    where ran_at = (select max(ran_at) from invariant_results)`;
  expect(stored).toEqual({ results: INVARIANTS.length, runs: 1, held: true });
});

describe('what else must hold', () => {
  const event = (state: string, receivedAgo: string) => ledger.sql`
    with event as (
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state, received_at)
      values (${`evt_${state}`}, now(), 'platform', 'charge.succeeded', false, 'account', 'webhook', ${state}, now() - ${receivedAgo}::interval)
      returning stripe_event_id, occurred_at, connected_account_id
    )
    insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body) select event.*, '{}' from event`;

  it('an acknowledged event that nobody processes, and a failed one, are named', async () => {
    await event('received', '14 minutes');
    const waiting = (await books.check()).get('events_processed');
    expect(waiting).toMatchObject({ outcome: 'held', noteCount: 1 });
    expect(waiting?.notes[0]?.text).toMatch(/^1 event waits to be processed, since \d{4}-[\dT:-]+Z\.$/);
    await ledger.empty();
    await event('received', '16 minutes');
    await event('failed', '1 minute');
    expect(findingsOf(await books.check(), 'events_processed').map(([id]) => id)).toEqual([
      'evt_failed',
      'evt_received',
    ]);
  });

  it('says how many events wait and since when, also while all of them are in time', async () => {
    expect((await books.check()).get('events_processed')?.notes).toEqual([]);
    await ledger.sql`
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state, received_at)
      select 'evt_' || at, now(), 'platform', 'charge.succeeded', false, 'account', 'webhook', 'received',
             date_trunc('minute', now()) - at * interval '1 minute'
      from generate_series(1, 3) as at`;
    await ledger.sql`
      insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body)
      select stripe_event_id, occurred_at, connected_account_id, '{}' from stripe_events where state = 'received'`;
    const [{ since } = { since: '' }] = await ledger.sql<{ since: string }[]>`
      select to_char(min(received_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since from stripe_events where state = 'received'`;
    expect((await books.check()).get('events_processed')).toMatchObject({
      outcome: 'held',
      notes: [{ id: 'waiting', text: `3 events wait to be processed, the oldest since ${since}.` }],
    });
  });

  it('an object that Stripe lists and we do not hold is named with its day', async () => {
    await ledger.sql`insert into completeness_counters values ('platform', 'events', '2026-10-05', 10, 9, 9, now())`;
    expect(findingsOf(await books.check(), 'events_processed')).toEqual([
      ['platform events 2026-10-05', 'Stripe lists 10, 9 are stored.'],
    ]);
  });

  it('two payouts of one request are named, failed ones do not count', async () => {
    const payout = (id: string, status: string) => ledger.sql`
      insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
      values (${id}, 'acct_1Seller', false, now(), 5, 'usd', ${status}, 'standard', false, '2026-10-07', '{"sluice_payout_request_id": "prq_1"}', now())`;
    await payout('po_1', 'paid');
    await payout('po_2', 'failed');
    expect((await books.outcomes())['paid_at_most_once']).toBe('held');
    await payout('po_3', 'pending');
    expect(findingsOf(await books.check(), 'paid_at_most_once')).toEqual([
      ['prq_1', '2 payouts carry this request: po_1, po_3.'],
    ]);
  });

  it('a month without its partition is named before its rows arrive', async () => {
    const [next] = await ledger.sql<{ name: string }[]>`
      select 'postings' || to_char(now() + interval '1 month', '"_"YYYY"_"MM') as name`;
    await ledger.sql`drop table ${ledger.sql(next?.name ?? '')}`;
    expect(findingsOf(await books.check(), 'partitions_ready').map(([id]) => id)).toEqual([next?.name]);
    await ledger.sql`select create_month_partitions((now() + interval '1 month')::date, (now() + interval '1 month')::date)`;
    expect((await books.outcomes())['partitions_ready']).toBe('held');
  });

  it('a row that is dated thousands of years ahead is checked like any other, in one stretch', async () => {
    const ahead = { balanceTransactionId: 'txn_ahead', occurredAt: new Date('8999-06-01T00:00:00Z') };
    await recordBalanceTransactions(ledger.ctx, [plainTransaction(ahead)]);
    await ledger.tamper("update postings set amount = amount + 1 where journal_entry_id = 'jnl_ahead'");
    const reports = await books.check();
    expect(findingsOf(reports, 'balance_transactions_booked').map(([id]) => id)).toEqual(['txn_ahead']);
  });

  it('at most a hundred findings are kept, and all are counted', async () => {
    await ledger.sql`
      with events as (
        insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, state)
        select 'evt_' || n, now(), 'platform', 'charge.succeeded', false, 'account', 'webhook', 'failed' from generate_series(1, 150) as n
        returning stripe_event_id, occurred_at, connected_account_id
      )
      insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body) select events.*, '{}' from events`;
    const report = (await books.check()).get('events_processed');
    expect([report?.findings.length, report?.findingCount]).toEqual([100, 150]);
  });
});
