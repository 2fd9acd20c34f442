import type { RejectionReason } from '../types.ts';

/** By Stripe's own code, in our words, in the order in which a person chooses. Source: Stripe's reference of `accounts.reject`. */
export const REJECTION_REASONS: Readonly<Record<RejectionReason, string>> = {
  fraud_no_intent_to_fulfill: 'Fraud: it does not deliver what it sells',
  fraud_payment_method_casher: 'Fraud: it turns stolen cards into money',
  fraud_payment_method_tester: 'Fraud: it tries stolen cards',
  fraud_other: 'Fraud of another kind',
  credit: 'It may not be able to pay its refunds and disputes',
  terms_of_service: 'It breaks the platform’s terms',
  other: 'Another reason',
};

export const REJECTION_REASON_CODES = Object.keys(REJECTION_REASONS) as RejectionReason[]; // its keys are exactly these
