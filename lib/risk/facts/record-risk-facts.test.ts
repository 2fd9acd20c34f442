import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, openDatabase, type Sql } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { lockRiskAccounts } from './lock-risk-accounts.ts';
import { recordRiskFacts } from './record-risk-facts.ts';
import type { RiskFact } from './types.ts';

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

const AT = new Date('2026-10-05T09:30:00Z');

const charge: RiskFact = {
  connectedAccountId: 'acct_1A',
  kind: 'charge',
  stripeId: 'ch_1',
  occurredAt: AT,
  chargeId: 'ch_1',
  currency: 'eur',
  amount: 1_000n,
  cardCountry: 'DE',
  cardFingerprint: 'card1',
  riskLevel: 'normal',
  reason: null,
  isPlatformMade: false,
  isPlatformCharge: true,
  stripeEventId: 'evt_1',
};

/** It names its charge alone. */
const refund: RiskFact = {
  ...charge,
  connectedAccountId: 'platform',
  kind: 'refund',
  stripeId: 're_1',
  cardCountry: null,
  cardFingerprint: null,
};

/** Somebody waits for a lock that only an end of a transaction gives. */
const oneWaits = () =>
  expect
    .poll(
      () =>
        owner`select 1 from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`,
      { timeout: 15_000 },
    )
    .toHaveLength(1);

it('a refund and the charge that says whose it is find each other although two workers are told at the same moment', async () => {
  const isStored = Promise.withResolvers<undefined>();
  const mayEnd = Promise.withResolvers<undefined>();
  const first = inTransaction(async (tx) => {
    await recordRiskFacts(tx, [charge]);
    isStored.resolve(undefined);
    await mayEnd.promise;
  });
  await isStored.promise;
  const second = inTransaction((tx) => recordRiskFacts(tx, [refund]));
  await oneWaits();
  mayEnd.resolve(undefined);
  await Promise.all([first, second]);
  const rows =
    await owner`select connected_account_id as seller from risk_facts where kind = 'refund' order by 1`;
  expect(rows.map((row) => row['seller'] as string)).toEqual(['acct_1A', 'platform']);
});

it('what a decision has not seen is learned after it, however long ago its transaction began', async () => {
  const hasBegun = Promise.withResolvers<undefined>();
  const mayGo = Promise.withResolvers<undefined>();
  const seller = {
    connectedAccountId: 'acct_1B',
    stripeId: 'ch_2',
    chargeId: 'ch_2',
    isPlatformCharge: false,
  };
  const learning = inTransaction(async (tx) => {
    await tx.execute(sql`select 1`);
    hasBegun.resolve(undefined);
    await mayGo.promise;
    await recordRiskFacts(tx, [{ ...charge, ...seller }]);
  });
  await hasBegun.promise;
  const decidedAt = await inTransaction(async (tx) => {
    await lockRiskAccounts(tx, ['acct_1B']);
    mayGo.resolve(undefined);
    await oneWaits();
    const [clock] = await tx.execute<{ now: string }>(sql`select clock_timestamp()::text as now`);
    return clock?.now ?? '';
  });
  await learning;
  const rows =
    await owner`select 1 from risk_facts where stripe_id = 'ch_2' and learned_at > ${decidedAt}::text::timestamptz`;
  expect(rows).toHaveLength(1);
});

it('a fact counts once, and marks its account as due once', async () => {
  const seller = { connectedAccountId: 'acct_1C', isPlatformCharge: false };
  const facts = [
    { ...charge, ...seller },
    { ...charge, ...seller },
  ];
  await inTransaction((tx) => recordRiskFacts(tx, facts));
  await inTransaction((tx) => recordRiskFacts(tx, facts));
  const [counted] = await owner`
    select (select sum(charges)::int from risk_hour_counters where connected_account_id = 'acct_1C') as hours,
           (select sum(charges)::int from risk_day_counters where connected_account_id = 'acct_1C') as days,
           (select count(*)::int from risk_due where connected_account_id = 'acct_1C') as due`;
  expect(counted).toEqual({ hours: 1, days: 1, due: 1 });
});
