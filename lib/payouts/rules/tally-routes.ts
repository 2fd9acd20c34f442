import { evaluatePolicy, NO_POLICY, type PolicyFacts, type PolicyRoute } from './evaluate-policy.ts';
import type { PolicyRule } from './policy-text.ts';

/** Payouts and their sum in minor units of one currency. */
export type Counted = { count: number; amount: bigint };

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
      counted.amount += payout.amount;
    }
  }
  return [...byCurrency.values()].sort((one, other) => one.currency.localeCompare(other.currency));
}

function countedIn(tally: RouteTally, route: PolicyRoute['route']): Counted[] {
  if (route === 'people') return [tally.all, tally.held];
  return route === 'wait' ? [tally.all, tally.waited] : [tally.all];
}

function emptyTally(currency: string): RouteTally {
  const nothing = (): Counted => ({ count: 0, amount: 0n });
  return { currency, all: nothing(), held: nothing(), waited: nothing() };
}
