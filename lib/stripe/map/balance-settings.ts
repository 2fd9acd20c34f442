import type { Stripe } from 'stripe';
import type { BalanceSettingsSnapshot } from '../../connected-accounts/schemas.ts';
import { minorUnits } from '../../money/money.ts';

/** @throws RangeError when a minimum balance is not exact */
export function mapBalanceSettings({ payments }: Stripe.BalanceSettings): BalanceSettingsSnapshot {
  const { payouts, settlement_timing: timing } = payments;
  const minimums = Object.entries(payouts?.minimum_balance_by_currency ?? {});
  const rules = Object.entries(payouts?.automatic_transfer_rules_by_currency ?? {});
  return {
    payoutInterval: payouts?.schedule?.interval ?? null,
    payoutsStatus: payouts?.status ?? null,
    delayDays: timing.delay_days,
    debitNegativeBalances: payments.debit_negative_balances,
    // The column is JSON, which has no bigint; the check keeps the number exact.
    minimumBalances: Object.fromEntries(
      minimums.map(([currency, amount]) => [currency, Number(minorUnits(amount))]),
    ),
    automaticTransferRules: Object.fromEntries(
      rules
        .filter(([, ofCurrency]) => ofCurrency.length > 0)
        .map(([currency, ofCurrency]) => [currency, ofCurrency.map((rule) => ({ ...rule }))]),
    ),
  };
}
