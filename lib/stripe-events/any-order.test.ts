import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { startSimulator, type RunningSimulator } from '../../e2e/stripe-simulator/server.ts';
import { jobContext } from '../context.ts';
import { closeDatabase, databaseClient, openDatabase, type Sql } from '../db/client.ts';
import { postAvailability } from '../ledger/post-availability.ts';
import { postBalanceTransactions } from '../ledger/post-balance-transactions.ts';
import { parseStripeEvent } from './parse-stripe-event.ts';
import { processStripeEvents } from './process-stripe-events.ts';
import { runRefresh } from './run-refresh.ts';
import { receiveStripeEvents } from './receive-stripe-events.ts';

let testDatabase: TestDatabase;
let running: RunningSimulator;
let owner: Sql;
let bodies: { body: string; endpointKind: 'account' | 'connect' }[];

beforeAll(async () => {
  [testDatabase, running] = await Promise.all([
    createTestDatabase(),
    startSimulator({
      delivery: 'record',
      clock: { mode: 'frozen', atMs: Date.parse('2026-11-20T12:00:00Z') },
    }),
  ]);
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['STRIPE_API_BASE'] = running.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
  const { simulator } = running;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  const charge = simulator.createCharge({
    account: record.id,
    amount: 50_000,
    currency: 'usd',
    availableOn: 0,
  });
  simulator.createRefund({ account: record.id, charge: charge.id, amount: 4_000 });
  simulator.createPayout({ account: record.id, amount: 20_000, currency: 'usd' });
  // The clock stands still: everything happens within one second, where `created` orders nothing.
  const { store } = simulator.core;
  bodies = store.events.entries().map(([of, event]) => ({
    endpointKind: of === store.platformId ? ('account' as const) : ('connect' as const),
    body: JSON.stringify(event),
  }));
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await running.stop();
  await testDatabase.drop();
});

async function emptyDatabase(): Promise<void> {
  await owner.unsafe(`
    set session_replication_role = replica;
    truncate stripe_events, stripe_event_bodies, balance_transactions, journal_entries, postings, ledger_balances, payouts,
      payout_status_changes, connected_accounts, external_accounts, external_account_changes, stripe_balances, sync_cursors,
      audit_records, audit_links, audit_chains, alarms, booked_sources, received_event_ids`);
}

/** Ledger, mirrors and inbox, byte for byte, but for the times at which we read and booked. */
async function everything(): Promise<string[]> {
  const rows = await databaseClient()<{ bytes: string }[]>`
    with facts as (
      select 'entry' as kind, to_jsonb(entry) as row from journal_entries as entry
      union all select 'posting', to_jsonb(posting) from postings as posting
      union all select 'ledger balance', to_jsonb(balance) from ledger_balances as balance
      union all select 'payout', to_jsonb(payout) from payouts as payout
      union all select 'connected account', to_jsonb(mirror) from connected_accounts as mirror
      union all select 'external account', to_jsonb(mirror) from external_accounts as mirror
      union all select 'balance', to_jsonb(balance) from stripe_balances as balance
      union all select 'event', jsonb_build_object('id', stripe_event_id, 'state', state, 'error', last_error) from stripe_events
    )
    select kind || ' ' || (row - 'posted_at' - 'read_at' - 'settings_read_at' - 'first_seen_at' - 'paid_seen_at')::text as bytes
    from facts order by 1`;
  return rows.map(({ bytes }) => bytes);
}

/** Receives the deliveries in this order, processing after each `batch` of them. */
async function play(order: readonly number[], batch: number): Promise<string[]> {
  await emptyDatabase();
  const ctx = jobContext('process-stripe-events');
  const process = async (): Promise<void> => {
    while ((await processStripeEvents(ctx, { runRefresh })).claimed > 0);
  };
  for (const [position, index] of order.entries()) {
    const delivery = bodies[index];
    if (delivery === undefined) continue;
    const { body, endpointKind } = delivery;
    await receiveStripeEvents([
      parseStripeEvent(body, { endpointKind, arrivedBy: 'webhook', signatureHeader: null }),
    ]);
    if (position % batch === batch - 1) await process();
  }
  await process();
  const posting = jobContext('post-balance-transactions');
  await postBalanceTransactions(posting);
  await postAvailability(posting);
  return everything();
}

describe('deliveries of one second', () => {
  it('end in the same ledger and the same mirrors in every order, repeated, and however they are batched', async () => {
    const orderly = await play(bodies.keys().toArray(), bodies.length);
    expect(orderly.filter((line) => line.startsWith('entry')).length).toBeGreaterThanOrEqual(3);
    expect(orderly.filter((line) => line.startsWith('event')).every((line) => !line.includes('failed'))).toBe(
      true,
    );
    const indices = fc.array(fc.nat(bodies.length - 1), { maxLength: bodies.length });
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(bodies.keys().toArray(), { minLength: bodies.length }),
        indices,
        fc.integer({ min: 1, max: bodies.length }),
        async (order, repeated, batch) => {
          // Repetitions come before and after their first delivery alike.
          const cut = Math.floor(order.length / 2);
          expect(await play([...order.slice(0, cut), ...repeated, ...order.slice(cut)], batch)).toEqual(
            orderly,
          );
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
  }, 90_000);
});
