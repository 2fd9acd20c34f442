const CATEGORY: Readonly<Record<string, string>> = {
  charge: 'Payments',
  refund: 'Refunds',
  refund_failure: 'Failed refunds',
  dispute: 'Disputes',
  dispute_reversal: 'Disputes won back',
  transfer: 'Transfers',
  transfer_reversal: 'Transfers taken back',
  payout: 'Other payouts',
  payout_reversal: 'Payouts that came back',
  fee: 'Stripe fees',
  platform_earning: 'Application fees',
  platform_earning_refund: 'Application fees given back',
  topup: 'Top-ups',
  payout_minimum_balance_hold: 'Minimum balance kept back',
  payout_minimum_balance_release: 'Minimum balance released',
  risk_reserved_funds: 'Risk reserve',
  connect_reserved_funds: 'Reserve for connected accounts',
  charge_failure: 'Failed payments',
  other_adjustment: 'Adjustments',
};

/** Stripe's `reporting_category` in words; one that is newer than this list is shown as it is. */
export function categoryWord(category: string): string {
  return (
    (Object.hasOwn(CATEGORY, category) ? CATEGORY[category] : undefined) ?? category.replaceAll('_', ' ')
  );
}
