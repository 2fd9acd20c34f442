import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainTransaction } from './balance-transaction.fixture.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

let ledger: TestLedger;
let app: postgres.Sql;
beforeAll(async () => {
  ledger = await openTestLedger();
  app = postgres(ledger.url, { max: 2, onnotice: () => undefined, connection: { role: 'sluice_app' } });
  const row = (id: string, connectedAccountId: string) =>
    plainTransaction({ balanceTransactionId: id, connectedAccountId });
  await recordBalanceTransactions(ledger.ctx, [row('txn_a', 'acct_1A'), row('txn_b', 'acct_1B')]);
});
afterAll(async () => {
  await app.end({ timeout: 5 });
  await ledger.close();
});

const AT = '2026-10-05T09:00:00Z';

/** An entry of one lent pair of lines, with anything replaced: inserted as the product inserts, in one statement. */
function entry(changes: { id?: string; count?: number; source?: string; lines?: string } = {}): string {
  const id = changes.id ?? 'jnl_x';
  const lines =
    changes.lines ??
    `('${id}', 1, 1100, 'debit', 10, 'acct_1A', 'usd', '${AT}'), ('${id}', 2, 2100, 'credit', 10, 'acct_1A', 'usd', '${AT}')`;
  return `
    with entry as (
      insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type,
        source_id, purpose, kind, description, posting_count)
      values ('${id}', '${AT}', '${AT}', 'acct_1A', 'usd', 'balance_transaction', '${changes.source ?? id}', 'booked', 'charge',
        'test', ${String(changes.count ?? 2)}))
    insert into postings (journal_entry_id, line, ledger_account_code, side, amount, connected_account_id, currency,
      effective_at, occurred_at, component)
    select id, line, code, side, amount, owner, currency, effective::timestamptz, '${AT}'::timestamptz, 'test'
    from (values ${lines}) as line (id, line, code, side, amount, owner, currency, effective)`;
}

const line = (
  number: number,
  side: string,
  amount: number,
  rest: { id?: string; code?: number; owner?: string; currency?: string; at?: string } = {},
): string =>
  `('${rest.id ?? 'jnl_x'}', ${String(number)}, ${String(rest.code ?? 1100)}, '${side}', ${String(amount)}, '${rest.owner ?? 'acct_1A'}', '${rest.currency ?? 'usd'}', '${rest.at ?? AT}')`;

/** Runs as the application and rolls back, so that each case stands alone. */
async function attempt(...statements: string[]): Promise<void> {
  const undo = new Error('rolled back by the test');
  await app
    .begin(async (tx) => {
      for (const statement of statements) await tx.unsafe(statement);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}

describe('an entry is complete and balanced, or it does not exist', () => {
  it('accepts one that is', async () => {
    await attempt(entry());
  });

  it.each([
    [
      'debits that differ from credits',
      entry({ lines: [line(1, 'debit', 10), line(2, 'credit', 9)].join() }),
    ],
    ['fewer lines than announced', entry({ count: 3 })],
    [
      'more lines than announced',
      entry({ lines: [line(1, 'debit', 10), line(2, 'credit', 5), line(3, 'credit', 5)].join() }),
    ],
    ['a gap in the numbering', entry({ lines: [line(1, 'debit', 10), line(3, 'credit', 10)].join() })],
    ['numbering from zero', entry({ lines: [line(0, 'debit', 10), line(1, 'credit', 10)].join() })],
    [
      'a line of another book',
      entry({ lines: [line(1, 'debit', 10), line(2, 'credit', 10, { owner: 'acct_1B' })].join() }),
    ],
    [
      'a line in another currency',
      entry({ lines: [line(1, 'debit', 10), line(2, 'credit', 10, { currency: 'eur' })].join() }),
    ],
    [
      'a line of another time',
      entry({ lines: [line(1, 'debit', 10), line(2, 'credit', 10, { at: '2026-10-06T00:00:00Z' })].join() }),
    ],
    [
      'lines of an entry that does not exist',
      entry({
        lines: [
          line(1, 'debit', 10),
          line(2, 'credit', 10),
          line(1, 'debit', 10, { id: 'jnl_y' }),
          line(2, 'credit', 10, { id: 'jnl_y' }),
        ].join(),
      }),
    ],
  ])('refuses %s', async (_name, statement) => {
    await expect(attempt(statement)).rejects.toThrow(/does not balance, or its lines are not complete/);
  });

  it('refuses an entry without lines', async () => {
    await expect(
      attempt(
        entry({ lines: line(1, 'debit', 10) }).replace(
          /select id, line[^]*$/,
          'select null, 1, 1, null, 1, null, null, now(), now(), null where false',
        ),
      ),
    ).rejects.toThrow('has no postings');
  });

  it('refuses a line that comes later, and a second pair', async () => {
    const late = (lines: string): string =>
      `insert into postings (journal_entry_id, line, ledger_account_code, side, amount, connected_account_id, currency, effective_at, occurred_at, component)
       select id, line, code, side, amount, owner, currency, effective::timestamptz, '${AT}'::timestamptz, 'late' from (values ${lines}) as line (id, line, code, side, amount, owner, currency, effective)`;
    await expect(attempt(entry(), late([line(3, 'debit', 5), line(4, 'credit', 5)].join()))).rejects.toThrow(
      'not complete',
    );
    await expect(
      attempt(entry(), late([line(1, 'debit', 10), line(2, 'credit', 10)].join())),
    ).rejects.toThrow(/duplicate key/);
  });

  it.each([
    ['an amount of zero', [line(1, 'debit', 0), line(2, 'credit', 0)], /postings_amount_positive/],
    ['a negative amount', [line(1, 'debit', -10), line(2, 'credit', -10)], /postings_amount_positive/],
    ['a third side', [line(1, 'both', 10), line(2, 'credit', 10)], /postings_side/],
    [
      'an account that the chart does not know',
      [line(1, 'debit', 10, { code: 1234 }), line(2, 'credit', 10)],
      /foreign key/,
    ],
  ])('refuses %s', async (_name, lines, message) => {
    await expect(attempt(entry({ lines: lines.join() }))).rejects.toThrow(message);
  });

  it('refuses a currency that is no code', async () => {
    await expect(attempt(entry().replaceAll("'usd'", "'USD'"))).rejects.toThrow('ledger_balances_currency');
  });

  it('books a source once, whatever month, type or purpose it is given', async () => {
    await expect(attempt(entry({ source: 'txn_a', id: 'jnl_other' }))).rejects.toThrow(/duplicate key/);
    await expect(attempt(entry({ id: 'jnl_a' }))).rejects.toThrow(/duplicate key/);
    const inAnotherMonth = entry({ source: 'txn_a', id: 'jnl_other' }).replaceAll('2026-10-', '2026-11-');
    await expect(attempt(inAnotherMonth)).rejects.toThrow(/booked_sources/);
    const asPayout = inAnotherMonth.replace("'balance_transaction'", "'payout'");
    await expect(attempt(asPayout)).rejects.toThrow('journal_entries_purpose');
    const onceMore = inAnotherMonth.replace("'booked'", "'booked_once_more'");
    await expect(attempt(onceMore)).rejects.toThrow('journal_entries_purpose');
  });

  it('lets two writers of one source in different months book it once', async () => {
    const [first, second] = await Promise.all([app.reserve(), app.reserve()]);
    try {
      await first`begin`;
      await first.unsafe(entry({ source: 'txn_raced', id: 'jnl_raced' }));
      await second`begin`;
      const waiting = second.unsafe(
        entry({ source: 'txn_raced', id: 'jnl_raced' }).replaceAll('2026-10-', '2026-11-'),
      );
      const refused = expect(waiting).rejects.toThrow(/booked_sources/);
      await first`commit`;
      await refused;
      await second`rollback`;
    } finally {
      first.release();
      second.release();
    }
  });
});

describe('the application cannot rewrite what is booked', () => {
  it.each([
    'update journal_entries set description = description',
    'update postings set amount = amount',
    'update ledger_balances set debits = debits',
    "insert into ledger_balances values ('acct_1A', 'usd', 1000, 1, 1, 1)",
    'delete from journal_entries',
    'delete from postings',
    'delete from balance_transactions',
    'delete from booked_sources',
    'update booked_sources set purpose = purpose',
    "insert into booked_sources values ('txn_later', 'booked', 'jnl_later', now())",
    'delete from received_event_ids',
    "insert into received_event_ids values ('evt_later')",
    'truncate journal_entries cascade',
    'truncate postings',
    'update balance_transactions set amount = amount',
    'update balance_transactions set net = net',
    'alter table postings disable trigger all',
    'set session_replication_role = replica',
  ])('%s', async (statement) => {
    await expect(attempt(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('nor reach a partition around the guards', async () => {
    await expect(attempt('select * from postings_2026_10')).rejects.toThrow('permission denied');
    await expect(attempt(entry().replace('into postings (', 'into postings_2026_10 ('))).rejects.toThrow(
      'permission denied',
    );
  });

  it('and the owner of the tables is refused too', async () => {
    for (const statement of [
      'update postings set amount = 1',
      'delete from journal_entries',
      'truncate postings',
    ])
      await expect(ledger.sql.unsafe(statement)).rejects.toThrow('append-only');
  });
});

describe('a connected account’s holder sees one book', () => {
  async function asHolder(
    setting: string | null,
    statement: string,
  ): Promise<postgres.RowList<postgres.Row[]>> {
    return app.begin(async (tx) => {
      await tx`set local role sluice_account_holder`;
      if (setting !== null) await tx`select set_config('sluice.connected_account_id', ${setting}, true)`;
      return tx.unsafe(statement);
    });
  }

  it.each(['balance_transactions', 'journal_entries', 'postings', 'ledger_balances'])('%s', async (table) => {
    const statement = `select distinct connected_account_id as book from ${table}`;
    expect([...(await asHolder('acct_1A', statement))]).toEqual([{ book: 'acct_1A' }]);
    expect([...(await asHolder('acct_1B', statement))]).toEqual([{ book: 'acct_1B' }]);
    expect([...(await asHolder('acct_1C', statement))]).toEqual([]);
    expect([...(await asHolder(null, statement))]).toEqual([]);
  });

  it('and can neither write, nor read a partition, alarms or the audit', async () => {
    for (const statement of [
      entry(),
      'select * from postings_2026_10',
      'select * from alarms',
      'select * from audit_records',
    ])
      await expect(asHolder('acct_1A', statement)).rejects.toThrow('permission denied');
  });
});

describe('a correction takes back what is booked before anything is booked again', () => {
  const correction = (purpose: string, reverses: string | null, lines: string, columns = ''): string => `
    with entry as (
      insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type,
        source_id, purpose, kind, description, reverses_journal_entry_id, posting_count${columns === '' ? '' : ', posted_at'})
      select 'jnl_${purpose}', occurred_at, now(), connected_account_id, currency, source_type, source_id, '${purpose}', kind, 'test',
        ${reverses === null ? 'null' : `'${reverses}'`}, 2${columns === '' ? '' : `, ${columns}`} from journal_entries where journal_entry_id = 'jnl_a')
    insert into postings (journal_entry_id, line, ledger_account_code, side, amount, connected_account_id, currency, effective_at, occurred_at, component)
    select 'jnl_${purpose}', line.line, code, side, amount, connected_account_id, currency, now(), occurred_at, component
    from journal_entries, (values ${lines}) as line (line, code, side, amount, component) where journal_entry_id = 'jnl_a'`;

  /** The lines of the entry that is there, turned round. */
  async function mirror(): Promise<string> {
    const rows = await ledger.sql<{ line: string }[]>`
      select format('(%s, %s, %L, %s, %L)', line, ledger_account_code, case side when 'debit' then 'credit' else 'debit' end, amount, component) as line
      from postings where journal_entry_id = 'jnl_a' order by postings.line`;
    return rows.map(({ line: text }) => text).join();
  }

  const OTHER = "(1, 2100, 'debit', 500000, 'x'), (2, 5900, 'credit', 500000, 'x')";

  it('lets the mirror in, and what is booked again after it', async () => {
    await attempt(
      correction('booked_reversed', 'jnl_a', await mirror()),
      correction('booked_again', null, OTHER),
    );
  });

  it.each([
    [
      'again without a reversal',
      () => correction('booked_again', null, OTHER),
      'books again what was not reversed',
    ],
    ['a reversal with other lines', () => correction('booked_reversed', 'jnl_a', OTHER), 'is not the mirror'],
    ['a reversal of nothing', () => correction('booked_reversed', null, OTHER), 'is not the mirror'],
    ['a reversal of another entry', () => correction('booked_reversed', 'jnl_b', OTHER), 'is not the mirror'],
    [
      'a time of its own choice',
      () => correction('booked_again', null, OTHER, 'posted_at'),
      'permission denied',
    ],
  ])('%s is refused', async (_name, statement, words) => {
    await expect(attempt(statement())).rejects.toThrow(words);
  });
});
