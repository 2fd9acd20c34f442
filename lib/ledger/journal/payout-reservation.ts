import { LEDGER_ACCOUNT } from '../chart-of-accounts.ts';
import type { JournalEntryDraft } from '../types.ts';
import { credit, debit } from './lines.ts';

/** Money of one connected account that is set aside for one payout request. */
export type PayoutReservation = {
  payoutRequestId: string;
  /** One more for each time that the request's money is reserved anew. */
  reservationNumber: number;
  connectedAccountId: string;
  currency: string;
  /** Minor units, positive. */
  amount: bigint;
  /** When the payout was asked for; both entries stand in its month. */
  requestedAt: Date;
};

/**
 * Seller's book only, since the money stays where it is at Stripe.
 *
 * Reserved:  debit 2100 · credit 2150 with the amount: still owed, and promised to one payout.
 * Released:  debit 2150 · credit 2100: Stripe has the payout, which is booked beside it, or there will be none.
 */
export function draftReservation(
  reservation: PayoutReservation,
  purpose: 'reserved' | 'released',
  effectiveAt: Date,
): JournalEntryDraft {
  const { payoutRequestId, reservationNumber, amount } = reservation;
  const isReserved = purpose === 'reserved';
  const [from, to] = isReserved
    ? [LEDGER_ACCOUNT.sellerAvailable, LEDGER_ACCOUNT.sellerReserved]
    : [LEDGER_ACCOUNT.sellerReserved, LEDGER_ACCOUNT.sellerAvailable];
  return {
    journalEntryId: `jnl_${payoutRequestId.slice(payoutRequestId.indexOf('_') + 1)}_${purpose}_${String(reservationNumber)}`,
    occurredAt: reservation.requestedAt,
    effectiveAt,
    connectedAccountId: reservation.connectedAccountId,
    currency: reservation.currency,
    sourceType: 'payout_reservation',
    sourceId: `${payoutRequestId}/${String(reservationNumber)}`,
    purpose,
    kind: 'payout_reservation',
    description: isReserved ? 'Reserved for a payout request' : 'Reservation for a payout request released',
    reversesJournalEntryId: null,
    postings: [...debit(from, amount, 'reservation'), ...credit(to, amount, 'reservation')],
  };
}
