import type { Stripe } from 'stripe';
import type { CurrencyBalanceSnapshot } from '../../connected-accounts/schemas.ts';
import { currency } from '../../money/currency.ts';
import { minorUnits } from '../../money/money.ts';

type Part = { amount: number; currency: string };

/** One row per currency that any part names, currencies in alphabetical order. @throws RangeError on inexact amounts */
export function mapBalance(balance: Stripe.Balance): CurrencyBalanceSnapshot[] {
  const { available, pending, connect_reserved: reserved = [], instant_available: instant = [] } = balance;
  const currencies = new Set(
    [...available, ...pending, ...reserved, ...instant].map((part) => part.currency),
  );
  return [...currencies].sort().map((code) => ({
    currency: currency(code),
    available: amountIn(available, code) ?? 0n,
    pending: amountIn(pending, code) ?? 0n,
    connectReserved: amountIn(reserved, code) ?? 0n,
    instantAvailable: amountIn(instant, code),
  }));
}

function amountIn(parts: Part[], code: string): bigint | null {
  const part = parts.find((candidate) => candidate.currency === code);
  return part === undefined ? null : minorUnits(part.amount);
}
