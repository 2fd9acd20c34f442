import { currency as currencyCode, stripeDecimals } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';

/** What a due cadence finds of one currency; minor units. */
export type CadenceFacts = {
  readonly currency: string;
  readonly cadence: string;
  /** By currency, as text. */
  readonly thresholds: Readonly<Record<string, string>>;
  readonly payable: bigint;
  /** The hold that keeps everything, in words. */
  readonly heldBecause: string | null;
};

/**
 * Why a due cadence proposes nothing now, in words for people; null when it proposes all that can be paid out.
 * Less than one main unit is left to grow: abroad Stripe pays no less, and at home it would cost more than it brings.
 */
export function whyNotProposed(facts: CadenceFacts): string | null {
  const code = currencyCode(facts.currency);
  const words = (amount: bigint): string => formatMoney(money(amount, code));
  if (facts.heldBecause !== null) return `A hold keeps everything: ${facts.heldBecause}`;
  if (facts.payable <= 0n)
    return 'Nothing can be paid out: it is reserved, kept back, not available yet, or owed.';
  if (facts.cadence === 'threshold') {
    const threshold = facts.thresholds[facts.currency];
    if (threshold === undefined) return `No threshold is set for ${facts.currency.toUpperCase()}.`;
    if (facts.payable < BigInt(threshold))
      return `${words(facts.payable)} can be paid out, less than the threshold of ${words(BigInt(threshold))}.`;
  }
  const least = 10n ** BigInt(stripeDecimals(code));
  return facts.payable < least
    ? `${words(facts.payable)} can be paid out, less than ${words(least)}, the least that a cadence proposes.`
    : null;
}
