/** `isOpen`: somebody may still have to do something. */
export type DisputeInWords = { reason: string; standing: string; nextStep: string | null; isOpen: boolean };

/** Source: Stripe's dispute reasons. Open text, so an unknown one stays readable. */
const REASONS: Readonly<Record<string, string>> = {
  bank_cannot_process: 'The bank could not process the payment',
  check_returned: 'The cheque was returned',
  credit_not_processed: 'The customer waits for a refund',
  customer_initiated: 'The customer took the payment back at their bank',
  debit_not_authorized: 'The customer’s bank did not allow the debit',
  duplicate: 'The customer says that they paid twice',
  fraudulent: 'The cardholder says that the payment was not theirs',
  general: 'The bank gave no particular reason',
  incorrect_account_details: 'The bank details were wrong',
  insufficient_funds: 'The customer’s account did not cover it',
  noncompliant: 'The bank says that the payment broke its rules',
  product_not_received: 'The customer says that nothing came',
  product_unacceptable: 'The customer says that it is not what was sold',
  subscription_canceled: 'The customer says that they had cancelled',
  unrecognized: 'The cardholder does not know the payment',
};

const STANDINGS: Readonly<Record<string, string>> = {
  warning_needs_response: 'The bank asks, no money has moved',
  warning_under_review: 'The bank reads the answer, no money has moved',
  warning_closed: 'The bank’s question is closed',
  needs_response: 'Waits for evidence',
  under_review: 'The bank decides',
  won: 'Won: the money came back',
  lost: 'Lost: the customer keeps the money',
  prevented: 'Prevented before it became one',
};

/** A dispute in plain words, with the next step while there is one. Pure. */
export function disputeInWords(
  dispute: { status: string; reason: string; evidenceDueAt: Date | null },
  now: Date,
): DisputeInWords {
  const { status, reason, evidenceDueAt } = dispute;
  const isWaiting = status === 'needs_response' || status === 'warning_needs_response';
  return {
    reason: REASONS[reason] ?? readable(reason),
    standing: STANDINGS[status] ?? readable(status),
    nextStep: isWaiting ? nextStep(evidenceDueAt, now) : null,
    isOpen: isWaiting || status === 'under_review' || status === 'warning_under_review',
  };
}

function nextStep(evidenceDueAt: Date | null, now: Date): string {
  if (evidenceDueAt === null) return 'Stripe takes no evidence for it.';
  return evidenceDueAt <= now
    ? 'The time for evidence is over: the bank decides without it.'
    : 'Send evidence in Stripe before the deadline, or accept the dispute.';
}

function readable(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
