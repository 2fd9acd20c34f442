import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase, database, databaseClient } from '../db/client.ts';
import { effortOn, pretendRows, sampleEveryRow } from '../db/effort.fixture.ts';
import { readPageRequest } from '../paging.ts';
import { listDueCadences, listDueCurrencies } from './cadences/due-cadences.ts';
import { listForgottenMoney } from './cadences/forgotten-money-queries.ts';
import { listPastPayouts } from './policy/past-payout-queries.ts';
import { listMatchingRequestIds, readPayoutRequestList } from './queue/queries.ts';
import { SEARCH_MAX } from './queue/request-search.ts';
import { REQUEST_ORDERS, type PayoutRequestFilter } from './queue/request-types.ts';
import { readPayableNow } from './requests/payable-queries.ts';
import { readManyPayable } from './requests/read-payable.ts';
import { readDecisionPreviews } from './review/queries.ts';

/** So many are there; the planner is told of ten million, and chooses for them. */
const ROWS = 40_000;
const BELIEVED = 10_000_000;

/** Index entries that one read may touch: never a share of all. */
const INDEX_ENTRIES_MAX = ROWS / 4;

const LARGE = [
  'payout_requests',
  'payout_approvals',
  'holds',
  'payouts',
  'balance_transactions',
  'postings',
  'ledger_balances',
  'payout_cadences',
];

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date(),
};
const worker = jobContext('propose-payouts');

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let effortOf: ReturnType<typeof effortOn>;

/** Past the guards and triggers: what counts here is only how many there are, and how they are spread. */
const FILL = [
  `insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled, details_submitted,
     requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
   select 'acct_' || n, false, 'v1', 'Shop ' || n, true, true, true, '{}', '{}', '{}', '{}', '{}', 'manual_sole_payer', '[]', now() - interval '2 years', now()
   from generate_series(1, 20000) as n`,
  `insert into payout_accounts (connected_account_id, enrolled_by, enrolled_at)
   select connected_account_id, 'a test', now() - interval '1 year' from connected_accounts`,
  // Twenty are due; their books have money that nobody asked for.
  `insert into payout_cadences (connected_account_id, cadence, next_due_at, set_by, set_at)
   select 'acct_' || n, 'daily', now() + (n - 20) * interval '1 minute', 'a test', now() - interval '1 year' from generate_series(1, 20000) as n`,
  `insert into ledger_balances (connected_account_id, currency, ledger_account_code, debits, credits, posting_count)
   select 'acct_' || n, currency, code, 0, case when n <= 20 and currency = 'eur' and code = 2100 then 100000 else 0 end, 1
   from generate_series(1, 10000) as n, unnest(array['eur', 'usd']) as currency, unnest(array[2100, 2150]) as code`,
  // Nobody decides about these, so their canonical text may be missing.
  'alter table payout_requests drop constraint payout_requests_payload',
  // A third of a year has a third of all; three hundred wait for people.
  `insert into payout_requests (payout_request_id, connected_account_id, amount, currency, method, destination_id, destination_fingerprint,
     payload, payload_hash, state, origin, requested_by, requested_at, route, route_reasons, approvals_needed, is_reserved, payout_id)
   select 'prq_' || n, 'acct_' || 100 + n % 19000, 1000 + n, (array['eur', 'usd', 'huf'])[n % 3 + 1], 'standard', 'ba_' || n, 'fp', '{}', encode(sha256('{}'), 'hex'),
     case when n <= 300 then 'in_review' when n <= 320 then 'approved' when n % 50 = 0 then 'cancelled' when n % 51 = 0 then 'refused' else 'settled' end,
     'cadence', 'job propose-payouts', now() - n * interval '10 minutes', 'people', '[]', 2, n <= 320 or (n % 50 <> 0 and n % 51 = 0),
     case when n > 320 and n % 50 <> 0 and n % 51 <> 0 then 'po_' || n end
   from generate_series(1, ${String(ROWS)}) as n`,
  `insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash, request_version,
     operator_id, operator_role)
   select 'pap_' || n, 'prq_' || n, 'acct_' || 100 + n % 19000, 'approve', encode(sha256('{}'), 'hex'), 'shown', 1, 'opr_' || n % 9, 'administrator'
   from generate_series(200, ${String(ROWS)}) as n`,
  `insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, placed_by, review_by, evidence, keeps_percent, state,
     release_asked_by, release_asked_at, release_reason, released_by, released_at, placed_at)
   select 'hld_' || n, 'acct_' || 100 + n % 19000, 'operator', 'other', 'Look at it.', 'It is looked at.', 'opr_1', now(), '{}',
     case when n % 2 = 0 then 100 else 20 end, case when n <= 200 then 'open' else 'released' end,
     case when n > 200 then 'opr_1' end, case when n > 200 then now() end, case when n > 200 then 'Looked at' end, case when n > 200 then 'opr_2' end,
     case when n > 200 then now() end, now() - n * interval '10 minutes'
   from generate_series(1, ${String(ROWS)}) as n`,
  `insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic, arrives_on, metadata, read_at)
   select 'po_' || n, 'acct_' || 100 + n % 19000, false, now() - n * interval '10 minutes', 1000 + n, (array['eur', 'usd', 'huf'])[n % 3 + 1], 'paid',
     'standard', false, now()::date, '{}', now()
   from generate_series(1, ${String(ROWS)}) as n`,
  `insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net, fee_details, type,
     reporting_category, balance_type, status, available_at, source_id, posted_at)
   select 'txn_' || n, now() - n * interval '10 minutes', 'acct_' || n % 19000, 'eur', n, 0, n, '[]', 'charge', 'charge', 'payments', 'available',
     now() - n * interval '10 minutes', 'ch_' || n, now()
   from generate_series(1, ${String(ROWS)}) as n`,
];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const statement of FILL) await tx.unsafe(statement);
  });
  await sampleEveryRow(sql, [...LARGE, 'connected_accounts', 'payout_accounts']);
  await pretendRows(sql, LARGE, BELIEVED);
  effortOf = effortOn(sql, LARGE);
}, 180_000);

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

async function expectSmall(read: () => Promise<unknown>, entriesMax = INDEX_ENTRIES_MAX): Promise<void> {
  const { rowsInSequence, indexEntries } = await effortOf(read);
  expect({ rowsInSequence, isSmall: indexEntries <= entriesMax, indexEntries }).toMatchObject({
    rowsInSequence: 0,
    isSmall: true,
  });
}

const FILTERS: PayoutRequestFilter[] = [
  { state: 'in_review' },
  { state: 'in_review', for: 'me' },
  { state: 'in_review', hold: 'open' },
  { state: 'in_review', currency: 'eur', amountFrom: '1100' },
  { state: 'approved' },
  { connectedAccountId: 'acct_150' },
  { state: 'settled' },
  {},
];

describe('payouts never go through a large table', () => {
  it.each(FILTERS)('to list the queue %j', async (filter) => {
    const isLarge = filter.state === 'settled' || Object.keys(filter).length === 0;
    for (const sort of REQUEST_ORDERS) {
      if ((sort === 'largest' || sort === 'smallest') && filter.currency === undefined) continue;
      if (sort === 'priority' && isLarge) continue;
      const request = readPageRequest(
        { list: 'payout_requests', filter: { ...filter, sort } },
        { size: '25' },
      );
      // Whether they are few is counted to ten thousand; where they are not, each state is, too.
      await expectSmall(
        () => readPayoutRequestList(viewer, filter, sort, request),
        (isLarge ? 5 : 3) * SEARCH_MAX,
      );
    }
  });

  it('to choose all that match, without some', async () => {
    let ids: string[] = [];
    await expectSmall(async () => {
      ids = await listMatchingRequestIds(viewer, { state: 'in_review' }, 2_001);
    });
    expect(ids).toHaveLength(300);
  });

  it('to look at many requests before they are decided together', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `prq_${String(at + 1)}`);
    let found = 0;
    await expectSmall(async () => {
      found = (await readDecisionPreviews(viewer, ids)).length;
    });
    expect(found).toBe(100);
  });

  it('to find whose cadence is due, and what they may pay', async () => {
    let due: Awaited<ReturnType<typeof listDueCadences>> = [];
    await expectSmall(async () => {
      due = await listDueCadences(worker, null);
      for (const { connectedAccountId } of due) await listDueCurrencies(worker, connectedAccountId);
      await readPayableNow(viewer, 'acct_1');
      await readManyPayable(
        database(),
        Array.from({ length: 200 }, (_, at) => ({
          connectedAccountId: `acct_${String(at + 1)}`,
          currency: 'eur',
          minimumBalances: {},
        })),
      );
    });
    expect(due).toHaveLength(20);
  });

  it('to try a policy on the last ninety days', async () => {
    let tried: Awaited<ReturnType<typeof listPastPayouts>> = { payouts: [], isCut: false };
    // A third of all is of these days, and only the newest of each state are looked at.
    await expectSmall(async () => {
      tried = await listPastPayouts(viewer, 200);
    });
    expect({ isCut: tried.isCut, count: tried.payouts.length }).toEqual({ isCut: true, count: 200 });
    // All of a third, with the first payout of each account, and by an index still.
    await expectSmall(() => listPastPayouts(viewer), 2 * ROWS);
  });

  it('to find money that nobody asked for', async () => {
    let forgotten = 0;
    await expectSmall(async () => {
      forgotten = (await listForgottenMoney(worker)).length;
      // Every book is looked at once.
    }, ROWS);
    expect(forgotten).toBe(20);
  });

  it('would say so: a look for a reason shows', async () => {
    const { rowsInSequence } = await effortOf(
      () => databaseClient()`select count(*) from payout_requests where failure_message = 'x'`,
    );
    expect(rowsInSequence).toBe(ROWS);
  });
});
