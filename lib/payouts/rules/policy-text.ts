import { BANDS } from '../../connected-accounts/rules/bands.ts';
import { currency, type Currency } from '../../money/currency.ts';
import { parseTypedAmount } from '../../money/parse.ts';
import { readTwoWays } from './asked-amount.ts';

export type ApproverRole = 'finance_operator' | 'risk_reviewer' | 'administrator';

export type PolicyOutcome =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly hours: number }
  | { readonly kind: 'people'; readonly approvals: number; readonly role: ApproverRole | null };

type Compared = '<' | '<=' | '>' | '>=';

/** `typed` is the amount's digits as they were written. */
type AmountCompared = {
  readonly than: Compared;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly typed: string;
};

export type PolicyCondition =
  | ({ readonly kind: 'amount' } & AmountCompared)
  | ({ readonly kind: 'paid'; readonly within: PaidWithin } & AmountCompared)
  | { readonly kind: 'currency'; readonly in: readonly string[]; readonly isNot: boolean }
  | { readonly kind: 'country'; readonly in: readonly string[]; readonly isNot: boolean }
  | { readonly kind: 'risk_band'; readonly in: readonly string[]; readonly isNot: boolean }
  | { readonly kind: 'account_age'; readonly than: Compared; readonly days: number }
  | { readonly kind: 'destination_changed'; readonly days: number }
  | { readonly kind: 'flag'; readonly flag: PolicyFlag; readonly isNot: boolean };

/** Over which time payouts of one account and currency are added up, this one among them. */
export type PaidWithin = '24 hours' | '7 days';

export type PolicyFlag =
  | 'first payout'
  | 'weak lock'
  | 'instant'
  | 'asked by a person'
  | 'asked by a cadence'
  | 'asked by the owner'
  | 'asked in a file';

/** One line of a policy. `text` is the line as it was written. */
export type PolicyRule = {
  readonly line: number;
  readonly text: string;
  readonly outcome: PolicyOutcome;
  readonly conditions: readonly PolicyCondition[];
};

export type PolicyFault = { readonly line: number; readonly text: string };

/** Room for every rule that people still oversee. */
export const POLICY_LINES_MAX = 200;
const APPROVALS_MAX = 5;
/** Longer than two weeks is a hold, which somebody must review. */
const WAIT_HOURS_MAX = 336;

const FLAGS: readonly PolicyFlag[] = [
  'first payout',
  'weak lock',
  'instant',
  'asked by a person',
  'asked by a cadence',
  'asked by the owner',
  'asked in a file',
];
const ROLES: Record<string, ApproverRole> = {
  'finance operator': 'finance_operator',
  'risk reviewer': 'risk_reviewer',
  administrator: 'administrator',
};

/** A sentence about what is wrong with a line and what to write instead. */
class LineFault extends Error {}

/** Reads a policy as people write it: one rule a line, `#` begins a remark. All faults are told at once. */
export function parsePolicy(text: string): { rules: PolicyRule[]; faults: PolicyFault[] } {
  const rules: PolicyRule[] = [];
  const faults: PolicyFault[] = [];
  const lines = text.split(/\r?\n/);
  if (lines.length > POLICY_LINES_MAX)
    faults.push({
      line: POLICY_LINES_MAX + 1,
      text: `A policy has at most ${String(POLICY_LINES_MAX)} lines. Join rules or leave remarks out.`,
    });
  for (const [index, written] of lines.slice(0, POLICY_LINES_MAX).entries()) {
    const line = written.replace(/#.*$/, '').trim().replace(/\s+/g, ' ');
    if (line === '') continue;
    try {
      rules.push({ line: index + 1, text: line, ...parseLine(line) });
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      faults.push({ line: index + 1, text: error.message });
    }
  }
  if (rules.length === 0 && faults.length === 0)
    faults.push({ line: 1, text: 'There is no rule. Write at least one, such as: hold for 2 approvals' });
  return { rules, faults };
}

/**
 * Reads a draft: its rules, and what keeps it from being published, which is what cannot be read and each amount that can be read two ways. A text
 * that is in force goes on as it was read when two people agreed to it (`parsePolicy`).
 */
export function readDraft(text: string): { rules: PolicyRule[]; faults: PolicyFault[] } {
  const { rules, faults } = parsePolicy(text);
  const asked = rules.flatMap(({ line, conditions }) =>
    conditions.flatMap((condition) => {
      if (condition.kind !== 'amount' && condition.kind !== 'paid') return [];
      const fault = readTwoWays(condition.typed, condition.currency);
      return fault === null ? [] : [{ line, text: fault }];
    }),
  );
  return { rules, faults: [...faults, ...asked].sort((one, other) => one.line - other.line) };
}

function parseLine(line: string): Pick<PolicyRule, 'outcome' | 'conditions'> {
  const [outcome = '', ...rest] = line.split(/ when /i);
  if (rest.length > 1) throw new LineFault('“when” stands once in a line. Join conditions with “and”.');
  const [conditions] = rest;
  return {
    outcome: parseOutcome(outcome.trim().toLowerCase()),
    conditions:
      conditions === undefined ? [] : conditions.split(/ and /i).map((one) => parseCondition(one.trim())),
  };
}

function parseOutcome(text: string): PolicyOutcome {
  if (text === 'go') return { kind: 'go' };
  const wait = /^wait (\d{1,4}) hours?$/.exec(text);
  if (wait !== null) return { kind: 'wait', hours: within(wait[1], 1, WAIT_HOURS_MAX, 'hours to wait') };
  const hold = /^hold for (\d{1,2}) approvals?(?: by (?:an? )?(.+))?$/.exec(text);
  if (hold === null)
    throw new LineFault(
      `“${text}” is no outcome. Begin with “go”, “wait 24 hours”, “hold for 2 approvals” or “hold for 1 approval by risk reviewer”.`,
    );
  const role = hold[2] === undefined ? null : ROLES[hold[2]];
  if (role === undefined)
    throw new LineFault(`“${hold[2] ?? ''}” is no role. Write ${Object.keys(ROLES).join(', ')}.`);
  return { kind: 'people', approvals: within(hold[1], 1, APPROVALS_MAX, 'approvals'), role };
}

function within(digits: string | undefined, least: number, most: number, what: string): number {
  const value = Number(digits);
  if (value < least || value > most)
    throw new LineFault(`Write between ${String(least)} and ${String(most)} ${what}.`);
  return value;
}

function parseCondition(text: string): PolicyCondition {
  const isNot = /^not /i.test(text);
  const flag = FLAGS.find((one) => one === text.toLowerCase().replace(/^not (?:an? )?/, ''));
  if (flag !== undefined) return { kind: 'flag', flag, isNot };
  const parsed =
    parseAmount(text) ?? parsePaid(text) ?? parseAge(text) ?? parseDestination(text) ?? parseOneOf(text);
  if (parsed !== null) return parsed;
  throw new LineFault(
    `“${text}” is no condition. Write for example “amount > 10,000.00 EUR”, “paid in 24 hours > 5,000.00 EUR”, “currency is HUF”, “country is one of DE, FR”, “account age < 30 days”, “destination changed within 14 days”, “risk band is high”, or one of: ${FLAGS.join(', ')}.`,
  );
}

function parseAmount(text: string): PolicyCondition | null {
  const found = /^amount (<=?|>=?) ([\d.,' ]+) ([a-z]{3})$/i.exec(text);
  if (found === null) return null;
  const [, than, digits = '', code = ''] = found;
  return { kind: 'amount', than: than as Compared, ...amountOf(digits, code) }; // one of the four by the pattern
}

/** Also “over” and “more than”, as people say it. */
function parsePaid(text: string): PolicyCondition | null {
  const found = /^paid in (24 hours|7 days) (<=?|>=?|over|more than) ([\d.,' ]+) ([a-z]{3})$/i.exec(text);
  if (found === null) {
    if (!/^paid in /i.test(text)) return null;
    throw new LineFault(
      `“${text}” is no sum of payouts. Write “paid in 24 hours > 5,000.00 EUR” or “paid in 7 days > 25,000.00 EUR”.`,
    );
  }
  const [, within = '', word = '', digits = '', code = ''] = found;
  const than = /^[<>]/.test(word) ? word : '>';
  // The pattern leaves no other words.
  return {
    kind: 'paid',
    within: within.toLowerCase() as PaidWithin,
    than: than as Compared,
    ...amountOf(digits, code),
  };
}

function amountOf(digits: string, code: string): { amount: bigint; currency: Currency; typed: string } {
  const typed = digits.trim();
  const amount = parseTypedAmount(typed, currency(code));
  if (amount !== null) return { ...amount, typed };
  throw new LineFault(
    `“${digits} ${code}” is no amount. Write digits with a decimal point and no more decimals than ${code.toUpperCase()} has.`,
  );
}

function parseAge(text: string): PolicyCondition | null {
  const found = /^account age (<=?|>=?) (\d{1,5}) days?$/i.exec(text);
  return found && { kind: 'account_age', than: found[1] as Compared, days: Number(found[2]) }; // by the pattern
}

function parseDestination(text: string): PolicyCondition | null {
  const found = /^destination changed within (\d{1,3}) days?$/i.exec(text);
  return found && { kind: 'destination_changed', days: Number(found[1]) };
}

function parseOneOf(text: string): PolicyCondition | null {
  const found = /^(currency|country|risk band) is (not )?(?:one of )?([a-z]+(?: ?, ?[a-z]+)*)$/i.exec(text);
  if (found === null) return null;
  const [, what = '', not, list = ''] = found;
  const values = list.toLowerCase().split(/ ?, ?/);
  const isNot = not !== undefined;
  const kind = what.toLowerCase();
  const lengths: Record<string, number> = { currency: 3, country: 2 };
  const astray = values.find((value) => lengths[kind] !== undefined && value.length !== lengths[kind]);
  if (astray !== undefined)
    throw new LineFault(`“${astray}” is no ${kind}. Write its code of ${String(lengths[kind])} letters.`);
  const unknown = kind === 'risk band' ? values.find((value) => !isBand(value)) : undefined;
  if (unknown !== undefined) throw new LineFault(`“${unknown}” is no risk band. Write ${BANDS.join(', ')}.`);
  if (kind === 'currency') return { kind, in: values, isNot };
  return { kind: kind === 'country' ? 'country' : 'risk_band', in: values, isNot };
}

function isBand(value: string): boolean {
  return BANDS.some((band) => band === value);
}
