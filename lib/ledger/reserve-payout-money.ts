import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { currency as currencyCode } from '../money/currency.ts';
import { formatMoney } from '../money/format.ts';
import { insertJournalEntries } from './insert-journal-entries.ts';
import { draftReservation, type PayoutReservation } from './journal/payout-reservation.ts';
import { readReservedMoney } from './reserved-money-queries.ts';

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
  const { available } = (await readReservedMoney(tx, [reservation]))(reservation);
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
