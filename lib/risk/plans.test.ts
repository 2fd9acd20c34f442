import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, database } from '../db/client.ts';
import { effortOn, pretendRows, sampleEveryRow } from '../db/effort.fixture.ts';
import { inTransaction } from '../db/transaction.ts';
import { recordRiskFacts } from './facts/record-risk-facts.ts';
import type { RiskFact } from './facts/types.ts';
import { readRiskFeatures } from './features/read-risk-features.ts';

/** Enough that the planner would never read a table of it to find a few rows. */
const ROWS = 120_000;

/** The newest 512 payments and a batch of facts touch some hundred entries each, and never a share of all. */
const INDEX_ENTRIES_MAX = ROWS / 20;

const LARGE = ['risk_facts', 'risk_hour_counters', 'risk_day_counters', 'risk_seen'];

const NOW = new Date('2026-11-20T12:00:00Z');

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let effortOf: ReturnType<typeof effortOn>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  // A year of 500 accounts: a quarter of all is one seller's, a third of charges are the platform's, half was learned late.
  await sql`
    insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, card_country, card_hash,
      risk_level, is_platform_made, is_platform_charge, stripe_event_id, learned_at, is_late)
    select case when n % 4 = 0 then 'acct_0' else 'acct_' || n % 500 end,
           (array['charge', 'charge', 'charge', 'charge', 'decline', 'refund', 'dispute'])[n % 7 + 1], 'x_' || n, at,
           'x_' || n - n % 7, 'eur', 1000 + n % 900, 'DE', 'card' || n % 50000, 'normal', false, n % 3 = 0, 'evt_' || n, at, n % 2 = 0
    from (select n, ${NOW}::timestamptz - n * interval '4 minutes' as at from generate_series(1, ${ROWS}::int) as n) as made`;
  await sampleEveryRow(sql, LARGE);
  // Of the few that are here, a quarter may well be read in sequence; of those that it is about, never.
  await pretendRows(sql, LARGE, 10_000_000);
  effortOf = effortOn(sql, LARGE);
}, 120_000);

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

function batch(of: Partial<RiskFact>): RiskFact[] {
  return Array.from({ length: 200 }, (_, index) => ({
    connectedAccountId: `acct_${String(index)}`,
    kind: 'charge',
    stripeId: `new_${String(index)}`,
    occurredAt: NOW,
    chargeId: `new_${String(index)}`,
    currency: 'eur',
    amount: 1_000n,
    cardCountry: 'DE',
    cardFingerprint: `new${String(index)}`,
    riskLevel: 'normal',
    reason: null,
    isPlatformMade: false,
    isPlatformCharge: false,
    stripeEventId: 'evt_x',
    ...of,
  }));
}

describe('risk never goes through a large table', () => {
  it.each([
    ['a seller with a quarter of all', 'acct_0'],
    ['one of five hundred', 'acct_7'],
  ])('to decide about %s', async (_whose, connectedAccountId) => {
    let recent = 0;
    const effort = await effortOf(async () => {
      const reading = await readRiskFeatures(database(), { connectedAccountId, currency: 'eur', at: NOW });
      recent = reading.recent.length;
    });
    expect(recent).toBeGreaterThan(50);
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX);
  });

  it('nor through every card, while a platform is small', async () => {
    await pretendRows(sql, ['risk_seen'], 30_000);
    const effort = await effortOf(() =>
      readRiskFeatures(database(), { connectedAccountId: 'acct_0', currency: 'eur', at: NOW }),
    );
    await pretendRows(sql, ['risk_seen'], 10_000_000);
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX);
  });

  it.each([
    ['of sellers’ own charges', {}],
    [
      'of charges on the platform, whose sellers come later',
      { connectedAccountId: 'platform', isPlatformCharge: true },
    ],
    [
      'of refunds that name charges on the platform',
      {
        connectedAccountId: 'platform',
        isPlatformCharge: true,
        kind: 'refund' as const,
        chargeId: 'x_7',
        cardFingerprint: null,
      },
    ],
  ])('to store a batch %s', async (_what, of) => {
    const effort = await effortOf(() => inTransaction((tx) => recordRiskFacts(tx, batch(of))));
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX);
  });

  it('would say so: a look for a reason shows', async () => {
    const effort = await effortOf(() =>
      database().execute("select count(*) from risk_facts where reason = 'x'"),
    );
    expect(effort.rowsInSequence).toBeGreaterThanOrEqual(ROWS);
  });
});
