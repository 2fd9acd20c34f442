import { bandPolicyText } from '../../connected-accounts/rules/band-effects.ts';
import { bothOf, matchingRules, routeOf, type PolicyFacts, type PolicyRoute } from './evaluate-policy.ts';
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
  return bothOf(byVerification, byBand);
}
