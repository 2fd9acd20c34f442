import { bandPolicyText } from '../../connected-accounts/rules/band-effects.ts';
import {
  matchingRules,
  routeOf,
  stricterRole,
  type PolicyFacts,
  type PolicyRoute,
} from './evaluate-policy.ts';
import { parsePolicy } from './policy-text.ts';

const { rules, faults } = parsePolicy(bandPolicyText());
if (faults.length > 0) throw new Error('the table of bands cannot be read as a policy');

/** The lines that bands add to every policy, for people. */
export const BAND_LINES: readonly string[] = rules.map(({ text }) => text);

/**
 * What the band of an account asks for, beside whatever the published policy says; null when nothing. Pure.
 * @param owed what Stripe must be given before more is paid, as a sentence
 */
export function bandRoute(facts: PolicyFacts, owed: string | null): PolicyRoute | null {
  if (facts.riskBand === null) return null;
  const matching = matchingRules(rules, facts);
  const byBand = matching.length === 0 ? null : routeOf(matching, ({ text }) => `Risk band: ${text}`);
  if (owed === null) return byBand;
  const byVerification: PolicyRoute = {
    route: 'people',
    approvalsNeeded: 1,
    approverRole: null,
    waitHours: 0,
    reasons: [owed],
  };
  return byBand === null ? byVerification : stricterOf(byVerification, byBand);
}

/** Both must be met. Whatever lets go is forgotten beside what stops. Pure. */
export function stricterOf(one: PolicyRoute, other: PolicyRoute | null): PolicyRoute {
  if (other === null) return one;
  const [strict, loose] = STRICTNESS[one.route] >= STRICTNESS[other.route] ? [one, other] : [other, one];
  if (strict.route !== loose.route) return strict;
  return {
    route: strict.route,
    approvalsNeeded: Math.max(one.approvalsNeeded, other.approvalsNeeded),
    approverRole: stricterRole(one.approverRole, other.approverRole),
    waitHours: Math.max(one.waitHours, other.waitHours),
    reasons: [...one.reasons, ...other.reasons],
  };
}

const STRICTNESS: Record<PolicyRoute['route'], number> = { automatic: 0, wait: 1, people: 2 };
