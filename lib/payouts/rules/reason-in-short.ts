import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';
import { parsePolicy, type PolicyCondition } from './policy-text.ts';
import { counted } from '../../counted.ts';

const THAN = { '<': 'Below', '<=': 'At most', '>': 'Above', '>=': 'At least' } as const;

/** What the table says of reasons that are no line of a policy. */
const SENTENCES: Readonly<Record<string, string>> = {
  'No payout policy was published when it was asked for, so two people decide.': 'No policy when asked',
  // As it was written until 2026-11-22.
  'No payout policy is published, so two people decide.': 'No policy when asked',
  'The published policy cannot be read, so two people decide.': 'Policy unreadable',
  'No rule of the policy matches, so two people decide.': 'No rule matches',
};

/**
 * The conditions of a policy's line as a list of words for a narrow cell: `Line 5: hold for 1 approval when amount >
 * 10,000.00 EUR` becomes `Above 10,000.00 EUR`. Pure.
 */
export function reasonInShort(reason: string): string[] {
  const found = /^(?:Line \d+|Risk band): (.+)$/.exec(reason);
  const [rule, ...others] = found === null ? [] : parsePolicy(found[1] ?? '').rules;
  return rule === undefined || others.length > 0 ? [] : rule.conditions.flatMap(shortCondition);
}

/** A reason that is no line of a policy, and the same for every request that it sends to people. Pure. */
export function sentenceInShort(reason: string): string[] {
  const short = SENTENCES[reason] ?? /^No rule compares an amount in [A-Z]{3}/.exec(reason)?.[0];
  return short === undefined ? [] : [short];
}

/** Nothing for what the facts of the request say themselves, with a name or a number. */
function shortCondition(condition: PolicyCondition): string[] {
  switch (condition.kind) {
    case 'amount':
      return [`${THAN[condition.than]} ${formatMoney(money(condition.amount, condition.currency))}`];
    case 'paid':
      return [
        `${THAN[condition.than]} ${formatMoney(money(condition.amount, condition.currency))} in ${condition.within}`,
      ];
    case 'account_age':
      return [
        `Account ${condition.than.startsWith('<') ? 'under' : 'over'} ${counted(condition.days, 'day')} old`,
      ];
    case 'country':
      return [`Country ${condition.isNot ? 'not ' : ''}${condition.in.join(', ').toUpperCase()}`];
    case 'currency':
      return [`Currency ${condition.isNot ? 'not ' : ''}${condition.in.join(', ').toUpperCase()}`];
    case 'risk_band':
      return [`Risk ${condition.isNot ? 'not ' : ''}${condition.in.join(', ')}`];
    case 'destination_changed':
      return [];
    case 'flag':
      return condition.flag === 'asked by a cadence' && !condition.isNot ? ['Asked by its schedule'] : [];
  }
}
