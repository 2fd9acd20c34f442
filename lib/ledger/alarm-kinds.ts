/** Every kind of trouble that waits for a person. Each has its page in docs/runbooks, with hyphens for the underscores. */
export const ALARM_KINDS = [
  'audit_head_not_exported',
  'availability_not_posted',
  'balance_transaction_changed',
  'balance_transaction_not_posted',
  'destination_changed',
  'event_gap',
  'hold_overdue',
  'lock_weakened',
  'payout_breaker_opened',
  'payout_not_settled',
  'payout_outcome_unknown',
  'stripe_event_failed',
  'stripe_event_lag',
  'unknown_balance_transaction_type',
  'unknown_balance_type',
  'unknown_fee',
] as const;
