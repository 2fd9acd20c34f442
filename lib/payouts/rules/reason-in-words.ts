import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';
import { parsePolicy, type PolicyCondition, type PolicyFlag, type PolicyOutcome } from './policy-text.ts';

const NUMBERS: readonly string[] = ['no', 'one', 'two', 'three', 'four', 'five'];
const ROLES = {
  finance_operator: 'a finance operator',
  risk_reviewer: 'a risk reviewer',
  administrator: 'an administrator',
} as const;
const THAN = { '<': 'less than', '<=': 'at most', '>': 'more than', '>=': 'at least' } as const;

/** Whether a stored reason is a line that makes a payout wait. Pure. */
export const isWaitReason = (reason: string): boolean => /^(?:Line \d+|Risk band): wait /i.test(reason);

/**
 * Why the policy chose a way, as a sentence: `Line 5: hold for 1 approval when amount > 10,000.00 EUR` becomes `Needs one
 * approval, because the amount is more than 10,000.00 EUR (line 5 of the policy)`. What is a sentence already stays as it is.
 */
export function reasonInWords(reason: string): string {
  const found = /^(?:Line (\d+)|Risk band): (.+)$/.exec(reason);
  const [rule, ...others] = found === null ? [] : parsePolicy(found[2] ?? '').rules;
  if (found === null || rule === undefined || others.length > 0) return reason;
  // The band of an account is only asked about once it is known.
  const because = rule.conditions.map((one) =>
    found[1] === undefined && one.kind === 'risk_band'
      ? `its risk band is ${oneOf(one, (value) => value)}`
      : conditionInWords(one),
  );
  const why = because.length === 0 ? 'where no stricter line matches' : `because ${joined(because)}`;
  const where = found[1] === undefined ? 'what its band asks for' : `line ${found[1]} of the policy`;
  return `${outcomeInWords(rule.outcome)}, ${why} (${where})`;
}

function outcomeInWords(outcome: PolicyOutcome): string {
  switch (outcome.kind) {
    case 'go':
      return 'Goes by itself';
    case 'wait':
      return `Waits ${outcome.hours === 1 ? 'an hour' : `${String(outcome.hours)} hours`}`;
    case 'people': {
      const count = NUMBERS[outcome.approvals] ?? String(outcome.approvals);
      const approvals = outcome.approvals === 1 ? 'one approval' : `${count} approvals`;
      if (outcome.role === null) return `Needs ${approvals}`;
      return `Needs ${approvals}, ${outcome.approvals === 1 ? 'by' : 'one of them by'} ${ROLES[outcome.role]}`;
    }
  }
}

function conditionInWords(condition: PolicyCondition): string {
  switch (condition.kind) {
    case 'amount':
      return `the amount is ${THAN[condition.than]} ${formatMoney(money(condition.amount, condition.currency))}`;
    case 'paid':
      return `payouts of this account within ${condition.within}, this one among them, are ${THAN[condition.than]} ${formatMoney(money(condition.amount, condition.currency))}`;
    case 'currency':
      return `the currency is ${oneOf(condition)}`;
    case 'country':
      return `the account’s country is ${oneOf(condition)}`;
    case 'risk_band':
      return `its risk band is ${oneOf(condition, (value) => value)} or not known`;
    case 'account_age':
      return `the account is ${THAN[condition.than]} ${days(condition.days)} old`;
    case 'destination_changed':
      return `the bank account or card is ${days(condition.days)} old or newer`;
    case 'flag':
      return FLAGS[condition.flag][condition.isNot ? 1 : 0];
  }
}

const FLAGS: Record<PolicyFlag, readonly [string, string]> = {
  'first payout': ['nothing was paid to the account before', 'the account was paid before'],
  'weak lock': ['money can leave the account without Sluice', 'no money leaves the account without Sluice'],
  instant: ['it is instant', 'it is not instant'],
  'asked by a person': ['a person asked for it', 'no person asked for it'],
  'asked by a cadence': ['its schedule asked for it', 'its schedule did not ask for it'],
  'asked by the owner': ['its owner asked for it', 'its owner did not ask for it'],
  'asked in a file': ['it came in a file', 'it did not come in a file'],
};

function oneOf(
  { in: values, isNot }: { in: readonly string[]; isNot: boolean },
  word = (value: string): string => value.toUpperCase(),
): string {
  return `${isNot ? 'not ' : ''}${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(values.map(word))}`;
}

const days = (count: number): string => (count === 1 ? 'a day' : `${String(count)} days`);
const joined = (parts: readonly string[]): string => new Intl.ListFormat('en-GB').format(parts);
