import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestLedger } from '../test-ledger.fixture.ts';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './checked-books.fixture.ts';

let books: CheckedBooks;
let ledger: TestLedger;
beforeAll(async () => {
  books = await openCheckedBooks();
  ledger = books.ledger;
});
afterAll(() => ledger.close());
beforeEach(() => books.fill());

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
      'a line moved to another ledger account',
      "update postings set ledger_account_code = 4100 where journal_entry_id = 'jnl_new' and component = 'gross'",
      'balance_transactions_booked',
      ['txn_new', expect.stringMatching(/^Its entries book 0 usd in 2110 as gross, today’s rules -1000\.$/)],
    ],
    [
      'two lines of no net, gross or fee, raised together with the running balances',
      `with raised as (update postings set amount = amount + 777 where journal_entry_id = 'jnl_payout' and component not in ('net', 'gross', 'stripe_fee') returning *)
       update ledger_balances as kept set debits = kept.debits + coalesce((select sum(777) from raised where side = 'debit' and raised.ledger_account_code = kept.ledger_account_code), 0),
         credits = kept.credits + coalesce((select sum(777) from raised where side = 'credit' and raised.ledger_account_code = kept.ledger_account_code), 0)`,
      'balance_transactions_booked',
      [
        'txn_payout',
        expect.stringMatching(/^Its entries book -?1177 usd in \d+ as seller_claim, today’s rules -?400\.$/),
      ],
    ],
    [
      'an entry taken out of the register of what is booked',
      "delete from booked_sources where source_id = 'txn_new'",
      'balance_transactions_booked',
      ['jnl_new', 'booked of txn_new is not in the register of what is booked.'],
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
    const reports = await books.check();
    expect(reports.get(invariant)?.outcome).toBe('broken');
    expect(findingsOf(reports, invariant)).toContainEqual(finding);
  });

  it('a row that stays unbooked is named after a quarter of an hour', async () => {
    await ledger.tamper(
      "delete from postings where journal_entry_id = 'jnl_new'; delete from journal_entries where journal_entry_id = 'jnl_new'; update balance_transactions set posted_at = null where balance_transaction_id = 'txn_new'",
    );
    expect(findingsOf(await books.check(), 'balance_transactions_booked')).toEqual([]);
    await ledger.tamper("update balance_transactions set first_seen_at = now() - interval '16 minutes'");
    expect(findingsOf(await books.check(), 'balance_transactions_booked')).toEqual([
      ['txn_new', expect.stringContaining('still not booked')],
    ]);
  });
});
