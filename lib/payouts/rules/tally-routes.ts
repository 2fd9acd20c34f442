import { currency } from '../../money/currency.ts';
import { add, money, type Money } from '../../money/money.ts';
import { evaluatePolicy, NO_POLICY, type PolicyFacts, type PolicyRoute } from './evaluate-policy.ts';
import type { PolicyRule } from './policy-text.ts';

/** Payouts of one currency and their sum. */
export type Counted = { count: number; sum: Money };

/** What a policy would have done with the payouts of one currency. */
export type RouteTally = {
  currency: string;
  all: Counted;
  /** Would have waited for people. */
  held: Counted;
  /** Would have waited for hours, then gone. */
  waited: Counted;
};

/** By currency, in alphabetical order. @param rules null for no policy: two people decide about everything */
export function tallyRoutes(
  rules: readonly PolicyRule[] | null,
  payouts: Iterable<PolicyFacts>,
): RouteTally[] {
  const byCurrency = new Map<string, RouteTally>();
  for (const payout of payouts) {
    const tally = byCurrency.get(payout.currency) ?? emptyTally(payout.currency);
    byCurrency.set(payout.currency, tally);
    const { route } = rules === null ? NO_POLICY : evaluatePolicy(rules, payout);
    for (const counted of countedIn(tally, route)) {
      counted.count += 1;
      counted.sum = add(counted.sum, money(payout.amount, counted.sum.currency));
    }
  }
  return [...byCurrency.values()].sort((one, other) => one.currency.localeCompare(other.currency));
}

function countedIn(tally: RouteTally, route: PolicyRoute['route']): Counted[] {
  if (route === 'people') return [tally.all, tally.held];
  return route === 'wait' ? [tally.all, tally.waited] : [tally.all];
}

function emptyTally(code: string): RouteTally {
  const nothing = (): Counted => ({ count: 0, sum: money(0n, currency(code)) });
  return { currency: code, all: nothing(), held: nothing(), waited: nothing() };
}
