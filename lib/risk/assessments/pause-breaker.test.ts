import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, openDatabase, type Sql } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { reviewCost } from '../rules/expected-cost.ts';
import { mayPause } from './pause-breaker.ts';

/* A mistake of ours stops no marketplace: one account in a hundred, and so much money in an hour, without a person having looked. */

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
  await owner`set session_replication_role = replica`;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

beforeEach(async () => {
  await owner`truncate connected_accounts, risk_flags`;
});

/** As many more accounts as make so many. */
const accounts = (count: number) => owner`
  insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
    details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules, lock_strength,
    lock_reasons, created_at_stripe, read_at)
  select 'acct_' || n, false, 'v1', 'x', true, true, true, '{}', '{}', '{}', '{}', '{}', 'platform_balance', '[]', now(), now()
  from generate_series((select count(*) from connected_accounts)::int + 1, ${count}::int) as n`;

type Flag = { action: string; state: string; currency: string; exposure: string; minutesAgo: number };

async function flag(account: string, of: Partial<Flag> = {}): Promise<void> {
  const { action = 'hold', state = 'open', currency = 'eur', exposure = '1', minutesAgo = 5 } = of;
  await owner`
    insert into risk_flags (risk_flag_id, connected_account_id, currency, opened_at, state, cause, action, score, exposure,
      risk_assessment_id, decided_at, due_at)
    values (${`rfl_${account}${currency}`}, ${account}, ${currency}, now() - make_interval(mins => ${minutesAgo}), ${state}, 'seller',
      ${action}, 1, ${exposure}::bigint, 'ras_x', now(), now())`;
}

const may = (exposure = 1n, currency = 'eur') =>
  inTransaction((tx) => mayPause(tx, { connectedAccountId: 'acct_1', currency, exposure }));

/** What may stay in an hour. */
const HOURLY = reviewCost('eur') * 10_000n;

describe('without a person', () => {
  it('one account is paused on the smallest platform, and a second from two hundred accounts on', async () => {
    await accounts(1);
    expect(await may()).toBe(true);
    await flag('acct_2');
    await accounts(199);
    expect(await may()).toBe(false);
    await accounts(200);
    expect(await may()).toBe(true);
    await flag('acct_3', { action: 'pause_lock' });
    expect(await may()).toBe(false);
    await accounts(300);
    expect(await may()).toBe(true);
  });

  it('an account counts once, and not against itself', async () => {
    await accounts(199);
    await flag('acct_1', { currency: 'usd' });
    expect(await may()).toBe(true);
    await accounts(200);
    await flag('acct_2');
    await flag('acct_2', { currency: 'usd' });
    expect(await may()).toBe(true);
  });

  it.each([
    ['is only flagged', { action: 'flag' }],
    ['goes on being paid but for a share', { action: 'reserve' }],
    ['somebody has looked at', { state: 'waiting' }],
  ])('an account that %s takes nobody’s place', async (_what, of) => {
    await accounts(1);
    await flag('acct_2', of);
    expect(await may()).toBe(true);
  });

  it('no more money of a currency stays in an hour than ten thousand half hours of a reviewer', async () => {
    await accounts(1_000);
    await flag('acct_2', { exposure: String(HOURLY - 100n), minutesAgo: 59 });
    await flag('acct_3', { exposure: String(HOURLY), currency: 'usd' });
    await flag('acct_4', { exposure: String(HOURLY), minutesAgo: 61 });
    expect(await may(100n)).toBe(true);
    expect(await may(101n)).toBe(false);
    // Of another currency nothing has stayed yet.
    expect(await may(101n, 'gbp')).toBe(true);
  });

  it('one asks after the other, so that two do not take the same place', async () => {
    await accounts(1);
    const mayEnd = Promise.withResolvers<undefined>();
    const hasAsked = Promise.withResolvers<undefined>();
    const first = inTransaction(async (tx) => {
      const isAllowed = await mayPause(tx, { connectedAccountId: 'acct_2', currency: 'eur', exposure: 1n });
      hasAsked.resolve(undefined);
      await mayEnd.promise;
      return isAllowed;
    });
    await hasAsked.promise;
    const second = may();
    await expect
      .poll(
        () => owner`select 1 from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`,
        { timeout: 15_000 },
      )
      .toHaveLength(1);
    await flag('acct_2');
    mayEnd.resolve(undefined);
    expect([await first, await second]).toEqual([true, false]);
  });
});
