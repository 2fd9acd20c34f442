import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import { book } from '../ledger.ts';

/**
 * Stripe holds risk funds: they leave `payments` and appear under balance type `risk_reserved`, outside of available and
 * pending.
 */
export function holdReserve(
  core: Core,
  owner: string,
  amount: number,
  currency: string,
): Stripe.BalanceTransaction {
  const booking = { owner, currency, source: null, description: 'Reserve hold' };
  book(core, { ...booking, type: 'reserve_hold', amount, balanceType: 'risk_reserved' });
  return book(core, { ...booking, type: 'reserve_hold', amount: -amount });
}

export function releaseReserve(
  core: Core,
  owner: string,
  amount: number,
  currency: string,
): Stripe.BalanceTransaction {
  const booking = { owner, currency, source: null, description: 'Reserve release' };
  book(core, { ...booking, type: 'reserve_release', amount: -amount, balanceType: 'risk_reserved' });
  return book(core, { ...booking, type: 'reserve_release', amount });
}
