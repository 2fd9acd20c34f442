import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Context } from '../context.ts';
import { jobContext } from '../context.ts';
import { balanceTransaction, plainTransaction } from './balance-transaction.fixture.ts';
import { checkInvariants } from './check-invariants.ts';
import { postAvailability } from './post-availability.ts';
import { recordBalanceTransactions } from './record-balance-transactions.ts';
import { reverseJournalEntry } from './reverse-journal-entry.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterEach(() => ledger.empty());
afterAll(() => ledger.close());

const asRole = (role: 'administrator' | 'finance_operator'): Context => ({
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Anna', role },
  requestId: 'req_1',
  now: new Date('2026-10-20T12:00:00Z'),
});
const administrator = asRole('administrator');
const reason = 'The type is known by now';
const balanceOf = async (code: number): Promise<string | undefined> => {
  const [row] = await ledger.sql<{ balance: string }[]>`
    select (debits - credits)::text as balance from ledger_balances where ledger_account_code = ${code}`;
  return row?.balance;
};

async function bookedOutcome(): Promise<string | undefined> {
  const reports = await checkInvariants(jobContext('check-invariants'), {});
  return reports.find(({ invariant }) => invariant === 'balance_transactions_booked')?.outcome;
}

it('a reversal is the same lines on the other side, with its reason and an audit row', async () => {
  await recordBalanceTransactions(ledger.ctx, [balanceTransaction()]);
  const { journalEntryIds } = await reverseJournalEntry(administrator, {
    journalEntryId: 'jnl_1',
    reason,
    rebook: false,
  });
  expect(journalEntryIds).toEqual(['jnl_1_reversed']);
  const [entry] = await ledger.sql`
    select reverses_journal_entry_id, description, kind from journal_entries where journal_entry_id = 'jnl_1_reversed'`;
  expect(entry).toEqual({ reverses_journal_entry_id: 'jnl_1', description: reason, kind: 'reversal' });
  expect([await balanceOf(1110), await balanceOf(2110)]).toEqual(['0', '0']);
  const [audit] =
    await ledger.sql`select actor_id, subject from audit_records where action = 'journal_entry.reverse'`;
  expect(audit).toEqual({ actor_id: 'opr_1', subject: 'jnl_1' });
  expect(await bookedOutcome()).toBe('broken');
});

it('with rebooking, what stood in suspense moves to where it belongs and the checks hold', async () => {
  await recordBalanceTransactions(ledger.ctx, [plainTransaction({ type: 'new_in_2027' })]);
  expect(await balanceOf(9900)).toBe('-1000');
  await ledger.tamper("update balance_transactions set type = 'charge'");
  await reverseJournalEntry(administrator, { journalEntryId: 'jnl_1', reason, rebook: true });
  expect([await balanceOf(9900), await balanceOf(2100)]).toEqual(['0', '-1000']);
  expect(await bookedOutcome()).toBe('held');
});

it('rebooking takes the move to available along, so that no bucket keeps what the old booking put there', async () => {
  const pending = plainTransaction({
    type: 'new_in_2027',
    status: 'pending',
    occurredAt: new Date('2026-10-14T12:00:00Z'),
    availableAt: new Date('2026-10-16T00:00:00Z'),
  });
  await recordBalanceTransactions(ledger.ctx, [pending]);
  await recordBalanceTransactions(ledger.ctx, [{ ...pending, status: 'available' }]);
  await postAvailability(ledger.ctx);
  await ledger.tamper("update balance_transactions set type = 'charge'");
  await reverseJournalEntry(administrator, { journalEntryId: 'jnl_1', reason, rebook: true });
  expect(await Promise.all([1100, 1110, 2100, 2110, 9900].map(balanceOf))).toEqual([
    '1000',
    '0',
    '-1000',
    '0',
    '0',
  ]);
  expect(await bookedOutcome()).toBe('held');
});

it('happens once, also when two people press at the same time', async () => {
  await recordBalanceTransactions(ledger.ctx, [balanceTransaction()]);
  const input = { journalEntryId: 'jnl_1', reason, rebook: false };
  const presses = await Promise.allSettled([
    reverseJournalEntry(administrator, input),
    reverseJournalEntry(administrator, input),
  ]);
  expect(presses.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect(reverseJournalEntry(administrator, input)).rejects.toMatchObject({ code: 'conflict' });
});

it('refuses a reversal of a reversal, an unknown entry, a missing reason and the wrong role', async () => {
  await recordBalanceTransactions(ledger.ctx, [balanceTransaction()]);
  await reverseJournalEntry(administrator, { journalEntryId: 'jnl_1', reason, rebook: false });
  const attempt = (
    journalEntryId: string,
    why = reason,
    role: 'administrator' | 'finance_operator' = 'administrator',
  ) => reverseJournalEntry(asRole(role), { journalEntryId, reason: why, rebook: false });
  await expect(attempt('jnl_1_reversed')).rejects.toMatchObject({ code: 'precondition_failed' });
  await expect(attempt('jnl_none')).rejects.toMatchObject({ code: 'not_found' });
  await expect(attempt('jnl_1', '  ')).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(attempt('jnl_1', reason, 'finance_operator')).rejects.toMatchObject({ code: 'forbidden' });
});
