import type { BalanceTransactionRow, PostingDraft } from '../types.ts';
import { adjustmentPostings } from './adjustment.ts';
import { advancePostings } from './advance.ts';
import { applicationFeePostings } from './application-fee.ts';
import { chargePostings } from './charge.ts';
import { contributionPostings } from './contribution.ts';
import { disputePostings } from './dispute.ts';
import { issuingPostings } from './issuing.ts';
import { negativeBalanceCoverPostings } from './negative-balance-cover.ts';
import { payoutPostings } from './payout.ts';
import { refundPostings } from './refund.ts';
import { reservePostings } from './reserve.ts';
import { stripeFeePostings } from './stripe-fee.ts';
import { taxPostings } from './tax.ts';
import { topUpPostings } from './top-up.ts';
import { transferPostings } from './transfer.ts';
import { unmatchedCustomerMoneyPostings } from './unmatched-customer-money.ts';
import { unknownPostings } from './unknown.ts';

/** What a balance transaction is about; stored as the journal entry's `kind`. */
export type Family = {
  readonly kind: string;
  readonly postings: (row: BalanceTransactionRow) => PostingDraft[];
};

const charge: Family = { kind: 'charge', postings: chargePostings };
const refund: Family = { kind: 'refund', postings: refundPostings };
const dispute: Family = { kind: 'dispute', postings: disputePostings };
const transfer: Family = { kind: 'transfer', postings: transferPostings };
const applicationFee: Family = { kind: 'application_fee', postings: applicationFeePostings };
const payout: Family = { kind: 'payout', postings: payoutPostings };
const topUp: Family = { kind: 'top_up', postings: topUpPostings };
const stripeFee: Family = { kind: 'stripe_fee', postings: stripeFeePostings };
const tax: Family = { kind: 'tax', postings: taxPostings };
const reserve: Family = { kind: 'reserve', postings: reservePostings };
const negativeBalanceCover: Family = {
  kind: 'negative_balance_cover',
  postings: negativeBalanceCoverPostings,
};
const advance: Family = { kind: 'advance', postings: advancePostings };
const contribution: Family = { kind: 'contribution', postings: contributionPostings };
const issuing: Family = { kind: 'issuing', postings: issuingPostings };
const adjustment: Family = { kind: 'adjustment', postings: adjustmentPostings };
const unmatched: Family = { kind: 'unmatched_customer_money', postings: unmatchedCustomerMoneyPostings };
const unknown: Family = { kind: 'unknown', postings: unknownPostings };

/** Every `type` of stripe 23.1's BalanceTransaction. Whatever Stripe adds goes to suspense until it has a line here. */
const FAMILY_OF_TYPE = {
  adjustment,
  advance,
  advance_funding: advance,
  anticipation_repayment: advance,
  application_fee: applicationFee,
  application_fee_refund: applicationFee,
  charge,
  climate_order_purchase: contribution,
  climate_order_refund: contribution,
  connect_collection_transfer: negativeBalanceCover,
  contribution,
  fee_credit_funding: stripeFee,
  inbound_transfer: topUp,
  inbound_transfer_reversal: topUp,
  issuing_authorization_hold: issuing,
  issuing_authorization_release: issuing,
  issuing_dispute: issuing,
  issuing_dispute_provisional_credit: issuing,
  issuing_dispute_provisional_credit_reversal: issuing,
  issuing_transaction: issuing,
  obligation_outbound: adjustment,
  obligation_reversal_inbound: adjustment,
  payment: charge,
  payment_failure_refund: refund,
  payment_network_reserve_hold: reserve,
  payment_network_reserve_release: reserve,
  payment_refund: refund,
  payment_reversal: refund,
  payment_unreconciled: unmatched,
  payout,
  payout_cancel: payout,
  payout_failure: payout,
  payout_minimum_balance_hold: reserve,
  payout_minimum_balance_release: reserve,
  refund,
  refund_failure: refund,
  reserve_hold: reserve,
  reserve_release: reserve,
  reserve_transaction: reserve,
  reserved_funds: reserve,
  stripe_balance_payment_debit: tax,
  stripe_balance_payment_debit_reversal: tax,
  stripe_fee: stripeFee,
  stripe_fx_fee: stripeFee,
  tax_fee: tax,
  tax_fund: tax,
  topup: topUp,
  topup_reversal: topUp,
  transfer,
  transfer_cancel: transfer,
  transfer_failure: transfer,
  transfer_refund: transfer,
} as const satisfies Record<string, Family>;

/** The types that change `available` at once, whatever their `available_on`. */
export const PAYOUT_TYPES = ['payout', 'payout_cancel', 'payout_failure'] as const;

export const KNOWN_TYPES: readonly string[] = Object.keys(FAMILY_OF_TYPE);

/** Stripe books disputes as adjustments and says so only in `reporting_category`. */
export function familyOf(row: Pick<BalanceTransactionRow, 'type' | 'reportingCategory'>): Family {
  if (!Object.hasOwn(FAMILY_OF_TYPE, row.type)) return unknown;
  const isDispute = row.reportingCategory === 'dispute' || row.reportingCategory === 'dispute_reversal';
  if (row.type === 'adjustment' && isDispute) return dispute;
  return FAMILY_OF_TYPE[row.type as keyof typeof FAMILY_OF_TYPE]; // key checked two lines above
}
