import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import { defaultRate } from '../currency.ts';
import { accountOf } from './accounts.ts';

/** The currency itself where the account settles it, else the account's default: money then converts on arrival. */
export function settlementCurrencyOf(core: Core, owner: string, currency: string): string {
  const { account } = accountOf(core, owner);
  const settles = account.external_accounts?.data.some((external) => external.currency === currency) ?? false;
  return settles || account.default_currency === undefined ? currency : account.default_currency;
}

export function rateOf(core: Core, from: string, to: string): number {
  return core.store.rates.get(`${from}:${to}`) ?? defaultRate(from, to);
}

export function feeDetail(
  core: Core,
  type: 'application_fee' | 'stripe_fee' | 'payment_method_passthrough_fee' | 'tax',
  amount: number,
  currency: string,
): Stripe.BalanceTransaction.FeeDetail {
  const own = type === 'application_fee';
  return {
    amount,
    application: own ? core.store.applicationId : null,
    currency,
    description: own ? 'Platform application fee' : 'Stripe processing fees',
    type,
  };
}
