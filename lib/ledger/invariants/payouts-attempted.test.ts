import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { beginCall } from '../../kill-switch/test-attempt.fixture.ts';
import { insertPayoutRequest, type TestRequest } from '../../payouts/requests/test-request.fixture.ts';
import { plainTransaction } from '../balance-transaction.fixture.ts';
import { insertJournalEntries } from '../insert-journal-entries.ts';
import { draftReservation } from '../journal/payout-reservation.ts';
import { recordBalanceTransactions } from '../record-balance-transactions.ts';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './checked-books.fixture.ts';

/* No payout without its attempt, and none without its booking: what each forged row is called. */

let books: CheckedBooks;
beforeAll(async () => {
  books = await openCheckedBooks();
});
afterAll(() => books.ledger.close());
beforeEach(async () => {
  await books.ledger.tamper(
    'delete from payout_approvals; delete from payout_attempts; delete from payout_requests; delete from payouts; delete from bypasses',
  );
  await books.fill();
});

let made = 0;

/** A request whose payout Stripe has, with everything that a worker writes down of it. */
async function sent(): Promise<TestRequest & { payoutId: string }> {
  made += 1;
  const [suffix, payoutId] = [`Sent${String(made)}`, `po_sent_${String(made)}`];
  const request = await insertPayoutRequest(books.ledger.sql, {
    payoutRequestId: `prq_sent_${String(made)}`,
    state: 'approved',
    connectedAccountId: `acct_1${suffix}`,
    destinationId: `ba_${suffix}`,
  });
  const { connectedAccountId, amount, currency } = request;
  await recordBalanceTransactions(books.ledger.ctx, [
    plainTransaction({
      balanceTransactionId: `txn_charge_${suffix}`,
      connectedAccountId,
      amount,
      sourceId: `ch_${suffix}`,
    }),
    plainTransaction({
      balanceTransactionId: `txn_${payoutId}`,
      connectedAccountId,
      type: 'payout',
      amount: -amount,
      sourceId: payoutId,
    }),
  ]);
  const reservation = { ...request, currency, reservationNumber: 1, requestedAt: new Date() };
  const attemptId = await beginCall(books.ledger.sql, request);
  await inTransaction((tx) =>
    insertJournalEntries(tx, [
      draftReservation(reservation, 'reserved', new Date()),
      draftReservation(reservation, 'released', new Date()),
    ]),
  );
  await payout(payoutId, request.payoutRequestId, connectedAccountId);
  await books.ledger
    .sql`update payout_attempts set state = 'accepted', payout_id = ${payoutId}, ended_at = now() where payout_attempt_id = ${attemptId}`;
  await books.ledger
    .sql`update payout_requests set state = 'sent', payout_id = ${payoutId}, is_reserved = false
    where payout_request_id = ${request.payoutRequestId}`;
  return { ...request, payoutId };
}

const payout = (payoutId: string, payoutRequestId: string, connectedAccountId = 'acct_1Stranger') => books
  .ledger.sql`
  insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
    arrives_on, metadata, read_at, balance_transaction_id)
  values (${payoutId}, ${connectedAccountId}, false, now(), 12500, 'usd', 'pending', 'standard', false, '2026-11-24',
    ${books.ledger.sql.json({ sluice_payout_request_id: payoutRequestId })}, now(), ${`txn_${payoutId}`})`;

const found = async () => findingsOf(await books.check(), 'payouts_attempted');

it('holds for what a worker wrote down, and for what has come back since', async () => {
  const request = await sent();
  expect(await found()).toEqual([]);
  await books.ledger.tamper(`
    update payout_attempts set state = 'returned' where payout_id = '${request.payoutId}';
    update payout_requests set state = 'returned' where payout_id = '${request.payoutId}'`);
  expect(await found()).toEqual([]);
});

it('names a payout with the id of no request, unless it came back or is an incident', async () => {
  await payout('po_forged', 'prq_nobody');
  expect(await found()).toEqual([
    ['po_forged', 'Stripe has it for payout request prq_nobody, which is not on record.'],
  ]);
  for (const so of ["status = 'failed'", "status = 'pending', original_payout_id = 'po_x'"]) {
    await books.ledger.tamper(`update payouts set ${so} where payout_id = 'po_forged'`);
    expect(await found(), so).toEqual([]);
  }
  await books.ledger.tamper('update payouts set original_payout_id = null');
  await books.ledger
    .sql`insert into bypasses (kind, connected_account_id, subject, seen) values ('payout', 'acct_1Stranger', 'po_forged', 'x')`;
  expect(await found()).toEqual([]);
});

it.each(['sent', 'settled', 'returned'])('names a request that is %s by no attempt', async (state) => {
  const { payoutRequestId } = await insertPayoutRequest(books.ledger.sql, { payoutRequestId: 'prq_forged' });
  await books.ledger
    .tamper(`update payout_requests set state = '${state}', is_reserved = false, payout_id = 'po_forged'
    where payout_request_id = '${payoutRequestId}'`);
  const named = [['prq_forged', `It is ${state}, and no attempt of it made a payout of Stripe’s.`]];
  expect(await found()).toEqual(named);
  const other = await sent();
  await books.ledger.tamper(
    `update payout_attempts set payout_id = 'po_another' where payout_id = '${other.payoutId}'`,
  );
  expect(await found()).toEqual([
    ...named,
    [other.payoutRequestId, 'It is sent, and no attempt of it made a payout of Stripe’s.'],
  ]);
});

it('names an attempt that made a payout of which the books know nothing', async () => {
  const reserved = await sent();
  await books.ledger.tamper(
    `delete from booked_sources where source_id = '${reserved.payoutRequestId}/1' and purpose = 'released'`,
  );
  expect(await found()).toEqual([
    [
      reserved.payoutRequestId,
      `${reserved.payoutId} was made, and the books still have its money set aside.`,
    ],
  ]);
  const lost = await sent();
  await books.ledger.tamper(`delete from booked_sources where source_id = 'txn_${lost.payoutId}'`);
  expect(await found(), 'it may be on its way').toHaveLength(1);
  await books.ledger.tamper("update payout_attempts set ended_at = now() - interval '1 hour'");
  expect(await found()).toEqual([
    [
      reserved.payoutRequestId,
      `${reserved.payoutId} was made, and the books still have its money set aside.`,
    ],
    [lost.payoutRequestId, `${lost.payoutId} was made, and the books do not have it.`],
  ]);
});

it('names a request that is still sent although Stripe called its payout failed a while ago', async () => {
  const { payoutRequestId, payoutId } = await sent();
  await books.ledger.tamper("update payouts set status = 'failed', read_at = now()");
  expect(await found(), 'it may be on its way').toEqual([]);
  await books.ledger.tamper("update payouts set read_at = now() - interval '1 hour'");
  expect(await found()).toEqual([
    [payoutRequestId, `Stripe calls ${payoutId} failed, and it is still sent.`],
  ]);
});
