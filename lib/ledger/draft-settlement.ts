import { addBusinessDays } from './business-days.ts';
import { LEDGER_ACCOUNT, PLATFORM_BOOK } from './chart-of-accounts.ts';
import { journalEntryIdFor } from './draft-balance-transaction.ts';
import { credit, debit } from './journal/lines.ts';
import type { JournalEntryDraft } from './types.ts';

/** A bank may send a payout back for about five business days after it arrived (Stripe, payout object). */
export const BUSINESS_DAYS_UNTIL_FINAL = 5;

/** A payout as the ledger needs it: `amount` is the signed gross of its balance transaction, negative when money leaves. */
export type FinalPayout = {
  payoutId: string;
  occurredAt: Date;
  arrivesOn: string;
  connectedAccountId: string;
  currency: string;
  amount: bigint;
};

/**
 * A payout that nobody can send back any more.
 *
 * Seller's book:    debit 2180 · credit 1180 with the gross: the money and what we owed are both gone.
 * Platform's book:  debit 1000 · credit 1180 with the gross: it is in our bank.
 * A debit of the bank account has the opposite sides.
 */
export function draftSettlement(payout: FinalPayout): JournalEntryDraft {
  const isPlatform = payout.connectedAccountId === PLATFORM_BOOK;
  const whereItWent = isPlatform ? LEDGER_ACCOUNT.bank : LEDGER_ACCOUNT.sellerOnItsWay;
  const final = addBusinessDays(payout.arrivesOn, BUSINESS_DAYS_UNTIL_FINAL);
  return {
    journalEntryId: journalEntryIdFor(payout.payoutId, '_settled'),
    occurredAt: payout.occurredAt,
    effectiveAt: new Date(`${final}T00:00:00Z`),
    connectedAccountId: payout.connectedAccountId,
    currency: payout.currency,
    sourceType: 'payout',
    sourceId: payout.payoutId,
    purpose: 'settled',
    kind: 'payout_settled',
    description: 'Payout final: the bank did not send it back',
    reversesJournalEntryId: null,
    postings: [
      ...debit(whereItWent, -payout.amount, 'settlement'),
      ...credit(LEDGER_ACCOUNT.onItsWay, -payout.amount, 'settlement'),
    ],
  };
}
