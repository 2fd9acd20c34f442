import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import type { Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { foldSellerMoney, readHeldDays } from './seller-money-days.ts';
import { sumSellerMoney } from './seller-money-queries.ts';

type Connection = postgres.Sql | postgres.TransactionSql;

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T12:00:00Z'),
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 4, onnotice: () => undefined });
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

/** Past the guards that keep entries for ever. */
beforeEach(async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const table of ['postings', 'journal_entries', 'booked_sources', 'ledger_balances'])
      await tx`delete from ${tx(table)}`;
    await tx`select rebuild_seller_money()`;
  });
});

let booked = 0;

/** Moves an amount from one ledger account of a seller's book to another, at a time of its effect; its source is older. */
async function book(
  connection: Connection,
  at: string,
  money: { from: number; to: number; amount: number; currency?: string; seller?: string },
): Promise<void> {
  booked += 1;
  const { from, to, amount, currency = 'eur', seller = 'acct_1' } = money;
  await connection`
    with entry as (
      insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id,
        purpose, kind, description, posting_count)
      values (${`jnl_${String(booked)}`}, ${at}::timestamptz - interval '2 days', ${at}, ${seller}, ${currency}, 'balance_transaction', ${`txn_${String(booked)}`}, 'booked', 'charge', 'test', 2)
      returning *)
    insert into postings (journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency, ledger_account_code, side, amount, component)
    select journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency, code, side, ${amount}, 'gross'
    from entry, (values (1, ${from}::int, 'debit'), (2, ${to}::int, 'credit')) as lines (line, code, side)`;
}

const days = async (from: string, to = '2026-11-21'): Promise<string[]> =>
  (await readHeldDays(viewer, from, to)).map(
    ({ day, currency, available, pending, reserved, setAside }) =>
      `${day} ${currency} ${[available, pending, reserved, setAside].join(' ')}`,
  );

/** The same by adding up every line, the long way. */
const fromLines = async (connection: Connection, from: string, to = '2026-11-21'): Promise<string[]> => {
  const rows = await connection<{ text: string }[]>`
    select concat_ws(' ', to_char(day, 'YYYY-MM-DD'), currency,
      sum(owed) filter (where ledger_account_code = 2100), sum(owed) filter (where ledger_account_code = 2110),
      sum(owed) filter (where ledger_account_code = 2150), sum(owed) filter (where ledger_account_code = 2140)) as text
    from generate_series(${from}::timestamp, ${to}::timestamp, interval '1 day') as days (day)
    cross join lateral (
      select currency, ledger_account_code, case side when 'credit' then amount else -amount end as owed from postings
      where effective_at < (day + interval '1 day') at time zone 'UTC'
      union all select distinct currency, code, 0 from postings, unnest(array[2100, 2110, 2140, 2150]) as code
      where effective_at < (day + interval '1 day') at time zone 'UTC'
    ) as lines where ledger_account_code in (2100, 2110, 2140, 2150)
    group by day, currency order by day, currency`;
  return rows.map(({ text }) => text);
};

test('each day stands as it ended, with quiet days, currencies apart, and what was before the first day', async () => {
  await book(sql, '2026-10-01T08:00:00Z', { from: 1110, to: 2110, amount: 900 });
  await book(sql, '2026-11-18T23:59:59.999Z', { from: 2110, to: 2100, amount: 700 });
  await book(sql, '2026-11-19T00:00:00Z', { from: 2100, to: 2150, amount: 300, seller: 'acct_1' });
  await book(sql, '2026-11-19T10:00:00Z', {
    from: 1110,
    to: 2110,
    amount: 5,
    currency: 'jpy',
    seller: 'acct_2',
  });
  await book(sql, '2026-11-21T09:00:00Z', { from: 2150, to: 2180, amount: 300 });
  await book(sql, '2026-11-21T09:00:00Z', { from: 2100, to: 2140, amount: 50 });
  const expected = [
    '2026-11-18 eur 700 200 0 0',
    '2026-11-19 eur 400 200 300 0',
    '2026-11-19 jpy 0 5 0 0',
    '2026-11-20 eur 400 200 300 0',
    '2026-11-20 jpy 0 5 0 0',
    '2026-11-21 eur 350 200 0 50',
    '2026-11-21 jpy 0 5 0 0',
  ];
  expect(await days('2026-11-18')).toEqual(expected);
  expect(await foldSellerMoney()).toBeGreaterThan(0);
  expect(await days('2026-11-18'), 'folded or not').toEqual(expected);
  expect(await fromLines(sql, '2026-11-18')).toEqual(expected);
  const now = (await sumSellerMoney(viewer)).map(
    (line) =>
      `2026-11-21 ${line.currency} ${[line.available, line.pending, line.reserved, line.setAside].join(' ')}`,
  );
  expect(now.sort(), 'the last day is what the table above the chart says').toEqual(
    expected.filter((line) => line.startsWith('2026-11-21')),
  );
});

test('a line that is booked late changes the days since its effect, before and after its sums were folded', async () => {
  await book(sql, '2026-11-18T10:00:00Z', { from: 1110, to: 2110, amount: 100 });
  await foldSellerMoney();
  await book(sql, '2026-11-19T10:00:00Z', { from: 2110, to: 2100, amount: 40 });
  for (const fold of [false, true]) {
    if (fold) await foldSellerMoney();
    expect(await days('2026-11-18', '2026-11-20')).toEqual([
      '2026-11-18 eur 0 100 0 0',
      '2026-11-19 eur 40 60 0 0',
      '2026-11-20 eur 40 60 0 0',
    ]);
  }
});

test('days stay true while a booking is under way, is rolled back, and others fold', async () => {
  await book(sql, '2026-11-18T10:00:00Z', { from: 1110, to: 2110, amount: 100 });
  for (const isKept of [false, true]) {
    const late = sql.begin(async (tx) => {
      await book(tx, '2026-11-19T10:00:00Z', { from: 1110, to: 2110, amount: 7, seller: 'acct_2' });
      await book(sql, '2026-11-19T11:00:00Z', { from: 1110, to: 2110, amount: 1, seller: 'acct_3' });
      await foldSellerMoney(); // passes the late one by: it is not committed
      expect(await days('2026-11-18')).toEqual(await fromLines(sql, '2026-11-18'));
      if (!isKept) throw new Error('rolled back');
    });
    await late.catch((error: unknown) => {
      expect(error).toMatchObject({ message: 'rolled back' });
    });
    expect(await days('2026-11-18')).toEqual(await fromLines(sql, '2026-11-18'));
  }
  await foldSellerMoney();
  expect((await days('2026-11-18')).at(-1)).toBe('2026-11-21 eur 0 109 0 0');
  expect(await sql`select from seller_money_changes`).toHaveLength(0);
});

test('the application reads and folds them, and cannot write them; one seller sees none', async () => {
  await book(sql, '2026-11-18T10:00:00Z', { from: 1110, to: 2110, amount: 100 });
  await sql.begin(async (tx) => {
    await tx`grant select on seller_money_days, seller_money_changes to sluice_account_holder`;
    await tx`set local role sluice_app`;
    for (const statement of [
      'update seller_money_days set change = 0',
      'delete from seller_money_changes',
      `insert into seller_money_changes values ('2026-11-18', 'eur', 2100, 1)`,
      'select rebuild_seller_money()',
    ])
      await expect(
        tx.savepoint((inner) => inner.unsafe(statement)),
        statement,
      ).rejects.toMatchObject({
        code: '42501',
      });
    expect(await tx`select from seller_money_changes`).toHaveLength(1);
    await tx`select fold_seller_money()`;
    expect(await tx`select from seller_money_days`).toHaveLength(1);
    await tx`reset role`;
    await tx`set local role sluice_account_holder`;
    expect(await tx`select from seller_money_days`).toHaveLength(0);
    await tx`reset role`;
    await tx`revoke select on seller_money_days, seller_money_changes from sluice_account_holder`;
  });
});

test('is closed to the owner of a connected account', async () => {
  const owner: Context = {
    ...viewer,
    actor: { kind: 'connected_account_owner', connectedAccountId: 'acct_1', email: 'h@x.example' },
  };
  await expect(readHeldDays(owner, '2026-11-19', '2026-11-20')).rejects.toMatchObject({ code: 'forbidden' });
});
