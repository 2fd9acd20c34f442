import type {
  ApproverRole,
  PaidWithin,
  PolicyCondition,
  PolicyFlag,
  PolicyOutcome,
  PolicyRule,
} from './policy-text.ts';

/** What is known about a payout when it is decided who must look. Null is not known, and never lets money go. */
export type PolicyFacts = {
  /** Minor units that lines are compared with: what was asked for first, with what one person keeps back of it. */
  readonly amount: bigint;
  readonly currency: string;
  readonly country: string | null;
  readonly riskBand: string | null;
  readonly accountAgeDays: number;
  readonly isFirstPayout: boolean;
  /** Days since the destination came or changed after the account was first seen; null when it never did. */
  readonly destinationChangedDays: number | null;
  readonly isWeakLock: boolean;
  readonly isInstant: boolean;
  readonly origin: 'cadence' | 'person' | 'file' | 'owner';
  /** Minor units of the account's payouts in this currency that were sent in this time or are still to leave, this one included. */
  readonly paidWithin: Readonly<Record<PaidWithin, bigint>>;
  /** Somebody asked for it or asked for it again; only what a cadence proposed may leave without another person. */
  readonly isByHand: boolean;
};

/** Everything that must be so before a payout leaves: these people and this wait, neither of which ends the other. */
export type PolicyRoute = {
  /** The first of them that there is, for lists: people before a wait before nothing. */
  readonly route: 'automatic' | 'wait' | 'people';
  readonly approvalsNeeded: number;
  readonly approverRole: ApproverRole | null;
  /** From when it is asked for, whoever approves it meanwhile. */
  readonly waitHours: number;
  /** Why, for people: the lines that decided. */
  readonly reasons: readonly string[];
};

/** How many people decide where no rule does. */
export const APPROVALS_WITHOUT_RULE = 2;

function byPeople(reason: string): PolicyRoute {
  return {
    route: 'people',
    approvalsNeeded: APPROVALS_WITHOUT_RULE,
    approverRole: null,
    waitHours: 0,
    reasons: [reason],
  };
}

/** Without a policy nothing goes by itself. */
export const NO_POLICY = byPeople(
  'No payout policy was published when it was asked for, so two people decide.',
);

const ROLE_STRICTNESS: readonly (ApproverRole | null)[] = [
  null,
  'finance_operator',
  'risk_reviewer',
  'administrator',
];

/**
 * Of all rules that match, whatever their order, the most people and the longest wait, so that no line can weaken another. Where
 * none matches, or rules compare amounts but none of them in this currency, people decide. What somebody asked for by hand needs
 * another person whatever the rules say: no policy can let one person alone move money.
 */
export function evaluatePolicy(rules: readonly PolicyRule[], facts: PolicyFacts): PolicyRoute {
  const route = byRules(rules, facts);
  if (!facts.isByHand || route.approvalsNeeded > 0) return route;
  return bothOf(
    { ...byPeople('A person asked for it, so another person decides.'), approvalsNeeded: 1 },
    route,
  );
}

function byRules(rules: readonly PolicyRule[], facts: PolicyFacts): PolicyRoute {
  const amounts = rules
    .flatMap(({ conditions }) => conditions)
    .filter((one) => one.kind === 'amount' || one.kind === 'paid');
  const matching = matchingRules(rules, facts);
  const route =
    matching.length === 0 ? null : routeOf(matching, ({ line, text }) => `Line ${String(line)}: ${text}`);
  if (amounts.length > 0 && !amounts.some((one) => one.currency === facts.currency))
    return bothOf(
      byPeople(`No rule compares an amount in ${facts.currency.toUpperCase()}, so two people decide.`),
      route,
    );
  return route ?? byPeople('No rule of the policy matches, so two people decide.');
}

/** Whether a route asks for as many people as another one, of a role that as few have. Pure. */
export function asksAsManyPeople(one: PolicyRoute, other: PolicyRoute): boolean {
  return (
    one.approvalsNeeded >= other.approvalsNeeded &&
    stricterRole(one.approverRole, other.approverRole) === one.approverRole
  );
}

/** Both must be met. Whatever lets go is forgotten beside what stops. Pure. */
export function bothOf(one: PolicyRoute, other: PolicyRoute | null): PolicyRoute {
  if (other === null) return one;
  const stopping = [one, other].filter(({ route }) => route !== 'automatic');
  const needed = {
    approvalsNeeded: Math.max(one.approvalsNeeded, other.approvalsNeeded),
    waitHours: Math.max(one.waitHours, other.waitHours),
  };
  return {
    ...needed,
    route: routeWith(needed),
    approverRole: stricterRole(one.approverRole, other.approverRole),
    reasons: [...new Set((stopping.length === 0 ? [one] : stopping).flatMap(({ reasons }) => reasons))],
  };
}

function routeWith({
  approvalsNeeded,
  waitHours,
}: Pick<PolicyRoute, 'approvalsNeeded' | 'waitHours'>): PolicyRoute['route'] {
  if (approvalsNeeded > 0) return 'people';
  return waitHours > 0 ? 'wait' : 'automatic';
}

/** The rules that speak of a payout. Pure. */
export function matchingRules(rules: readonly PolicyRule[], facts: PolicyFacts): PolicyRule[] {
  return rules.filter((rule) => matches(rule, facts));
}

/** What rules, at least one, that all match ask for together. Pure. @param reason a rule in words */
export function routeOf(matching: readonly PolicyRule[], reason: (rule: PolicyRule) => string): PolicyRoute {
  const stopping = matching.filter(({ outcome }) => outcome.kind !== 'go');
  const outcomes = stopping.map(({ outcome }) => outcome);
  const needed = {
    approvalsNeeded: Math.max(0, ...outcomes.map((one) => (one.kind === 'people' ? one.approvals : 0))),
    waitHours: Math.max(0, ...outcomes.map((one) => (one.kind === 'wait' ? one.hours : 0))),
  };
  return {
    ...needed,
    route: routeWith(needed),
    approverRole: strictestRole(outcomes),
    reasons: (stopping.length === 0 ? matching : stopping).map(reason),
  };
}

function strictestRole(outcomes: readonly PolicyOutcome[]): ApproverRole | null {
  return outcomes.reduce<ApproverRole | null>(
    (role, one) => (one.kind === 'people' ? stricterRole(role, one.role) : role),
    null,
  );
}

/** The one that fewer people have. */
function stricterRole(one: ApproverRole | null, other: ApproverRole | null): ApproverRole | null {
  return ROLE_STRICTNESS.indexOf(one) >= ROLE_STRICTNESS.indexOf(other) ? one : other;
}

/** What is not known counts as met by a rule that stops, and as not met by one that lets go. */
function matches({ outcome, conditions }: PolicyRule, facts: PolicyFacts): boolean {
  return conditions.every((condition) => holds(condition, facts) ?? outcome.kind !== 'go');
}

function holds(condition: PolicyCondition, facts: PolicyFacts): boolean | null {
  switch (condition.kind) {
    case 'amount':
      return (
        condition.currency === facts.currency && compares(facts.amount, condition.than, condition.amount)
      );
    case 'paid':
      return (
        condition.currency === facts.currency &&
        compares(facts.paidWithin[condition.within], condition.than, condition.amount)
      );
    case 'currency':
      return isOneOf(facts.currency, condition);
    case 'country':
      return isOneOf(facts.country, condition);
    case 'risk_band':
      return isOneOf(facts.riskBand, condition);
    case 'account_age':
      return compares(facts.accountAgeDays, condition.than, condition.days);
    case 'destination_changed':
      return facts.destinationChangedDays !== null && facts.destinationChangedDays <= condition.days;
    case 'flag':
      return FLAG_HOLDS[condition.flag](facts) !== condition.isNot;
  }
}

const FLAG_HOLDS: Record<PolicyFlag, (facts: PolicyFacts) => boolean> = {
  'first payout': (facts) => facts.isFirstPayout,
  'weak lock': (facts) => facts.isWeakLock,
  instant: (facts) => facts.isInstant,
  'asked by a person': (facts) => facts.origin === 'person',
  'asked by a cadence': (facts) => facts.origin === 'cadence',
  'asked by the owner': (facts) => facts.origin === 'owner',
  'asked in a file': (facts) => facts.origin === 'file',
};

function isOneOf(
  value: string | null,
  { in: values, isNot }: { in: readonly string[]; isNot: boolean },
): boolean | null {
  return value === null ? null : values.includes(value.toLowerCase()) !== isNot;
}

function compares<Value extends number | bigint>(
  left: Value,
  than: '<' | '<=' | '>' | '>=',
  right: Value,
): boolean {
  if (than === '<') return left < right;
  if (than === '<=') return left <= right;
  return than === '>' ? left > right : left >= right;
}
