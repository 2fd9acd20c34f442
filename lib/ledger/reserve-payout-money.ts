import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { currency as currencyCode } from '../money/currency.ts';
import { formatMoney } from '../money/format.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import { executeSet } from './execute-set.ts';
import { insertJournalEntries } from './insert-journal-entries.ts';
import { draftReservation, type PayoutReservation } from './journal/payout-reservation.ts';

/** What one connected account owns in one currency by our books, in minor units. */
export type PayableBalance = { available: bigint; reserved: bigint };

/** What can be reserved and what is. The caller holds the row of `payout_accounts`, so no other reservation comes between. */
export async function readPayableBalance(
  tx: Transaction | Database,
  connectedAccountId: string,
  currency: string,
): Promise<PayableBalance> {
  const rows = await executeSet<{ code: number; balance: string }>(
    tx,
    sql`
    select ledger_account_code as code, (credits - debits)::text as balance from ledger_balances
    where connected_account_id = ${connectedAccountId} and currency = ${currency}
      and ledger_account_code in (${LEDGER_ACCOUNT.sellerAvailable}, ${LEDGER_ACCOUNT.sellerReserved})`,
  );
  const balanceOf = (code: number): bigint => BigInt(rows.find((row) => row.code === code)?.balance ?? 0);
  return {
    available: balanceOf(LEDGER_ACCOUNT.sellerAvailable),
    reserved: balanceOf(LEDGER_ACCOUNT.sellerReserved),
  };
}

/**
 * Sets money aside for a payout request, never more than 2100 holds. It books first and looks then: the booking locks the
 * balance, so that no refund comes between the look and the booking.
 * @throws DomainError `precondition_failed` when it holds less
 */
export async function reservePayoutMoney(
  tx: Transaction,
  reservation: PayoutReservation,
  effectiveAt: Date,
): Promise<void> {
  const { connectedAccountId, currency, amount } = reservation;
  await insertJournalEntries(tx, [draftReservation(reservation, 'reserved', effectiveAt)]);
  const { available } = await readPayableBalance(tx, connectedAccountId, currency);
  if (available >= 0n) return;
  throw new DomainError(
    'precondition_failed',
    `Only ${formatMoney({ amount: available + amount, currency: currencyCode(currency) })} of ${connectedAccountId} can be reserved. Ask for less.`,
  );
}

/**
 * Gives reserved money back: in the transaction that books Stripe's payout, or when a request ends without one.
 * @throws the database's error when this reservation was released before
 */
export async function releasePayoutMoney(
  tx: Transaction,
  reservation: PayoutReservation,
  effectiveAt: Date,
): Promise<void> {
  await insertJournalEntries(tx, [draftReservation(reservation, 'released', effectiveAt)]);
}
