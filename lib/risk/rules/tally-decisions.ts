import type { Decision, DecisionInputs } from './decide.ts';
import { RISK_ACTIONS, type RiskAction } from './rule-text.ts';

/** What a set of rules would have done with one account and currency, at the most. */
export type AccountOutcome = {
  readonly connectedAccountId: string;
  readonly currency: string;
  readonly action: RiskAction;
  /** Minor units that would have stayed at the most. */
  readonly kept: bigint;
};

/** A weak lock makes a pause no stronger. */
const rank = (action: RiskAction): number => RISK_ACTIONS.indexOf(action === 'pause_lock' ? 'hold' : action);

/** The furthest that decisions went for each account and currency, and the most money that they kept; in order of account and currency. */
export function furthestOutcomes(
  decided: readonly {
    readonly inputs: DecisionInputs;
    readonly decision: Pick<Decision, 'action' | 'keepsPercent'>;
  }[],
): AccountOutcome[] {
  const outcomes = new Map<string, AccountOutcome>();
  for (const { inputs, decision } of decided) {
    const { connectedAccountId, currency, money } = inputs;
    const key = `${connectedAccountId} ${currency}`;
    const before = outcomes.get(key);
    const payable = BigInt(money.payable);
    const kept = payable > 0n ? (payable * BigInt(decision.keepsPercent)) / 100n : 0n;
    outcomes.set(key, {
      connectedAccountId,
      currency,
      action:
        before === undefined || rank(decision.action) > rank(before.action) ? decision.action : before.action,
      kept: before === undefined || kept > before.kept ? kept : before.kept,
    });
  }
  return [...outcomes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, outcome]) => outcome);
}
