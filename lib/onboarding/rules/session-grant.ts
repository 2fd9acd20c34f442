import type { ComponentGrant, HoldFact, SessionFacts, SessionGrant } from '../types.ts';
import { COMPONENTS, FEATURES, type ComponentName, type Feature, type Rule } from './embedded-components.ts';

/**
 * What a session grants, from what is so now. Every feature of a granted component is said, true or false: left out, Stripe
 * switches payouts on where it carries the losses, and collecting bank accounts everywhere.
 */
export function sessionGrant(facts: SessionFacts): SessionGrant {
  const state = { facts, isPaidByStripe: isPaidByStripe(facts), isFrozen: isFrozen(facts) };
  const components = Object.fromEntries(
    (Object.keys(COMPONENTS) as ComponentName[]).map((name) => [name, grantOf(name, state)]), // its own keys
  );
  const granted = Object.values(components).filter(({ enabled }) => enabled);
  const lets = (...features: Feature[]): boolean =>
    granted.some((grant) => features.some((feature) => grant.features[feature] === true));
  return {
    components,
    because: becauseOf(facts),
    letsPayItself: lets(...PAYING),
    letsRefund: lets('refund_management'),
    letsChangeDestination: lets('external_account_collection'),
  };
}

/** Whether nothing is granted that `now` does not grant. */
export function isWithin(
  granted: Readonly<Record<string, ComponentGrant>>,
  now: Readonly<Record<string, ComponentGrant>>,
): boolean {
  return Object.entries(granted).every(
    ([name, grant]) =>
      !grant.enabled ||
      (now[name]?.enabled === true &&
        Object.entries(grant.features).every(
          ([feature, on]) => !on || now[name]?.features[feature] === true,
        )),
  );
}

type State = { facts: SessionFacts; isPaidByStripe: boolean; isFrozen: boolean };

/** Not granted. What of it could pay is said to be off as well, whatever Stripe's defaults become. */
function off(features: readonly Feature[]): ComponentGrant {
  const said = features.filter((feature) => PAYING.includes(feature));
  return { enabled: false, features: Object.fromEntries(said.map((feature) => [feature, false])) };
}

const PAYING: readonly Feature[] = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

function grantOf(name: ComponentName, state: State): ComponentGrant {
  const component = COMPONENTS[name];
  if (state.facts.isDisconnected || !isAllowed(component, state)) return off(component.features);
  const features: Record<string, boolean> = {};
  for (const feature of component.features) features[feature] = isAllowed(FEATURES[feature], state);
  // Stripe lets a platform switch this off only where it collects the requirements itself; elsewhere only by leaving all of it out.
  const isStuckOn = features['external_account_collection'] === false && !canSwitchCollectionOff(state.facts);
  return isStuckOn ? off(component.features) : { enabled: true, features };
}

function isAllowed({ when }: Rule, { isPaidByStripe: paid, isFrozen: frozen }: State): boolean {
  switch (when) {
    case 'always':
      return true;
    case 'paid_by_stripe':
      return paid;
    case 'unfrozen':
      return !frozen;
    case 'never':
      return false;
  }
}

function canSwitchCollectionOff({ requirementCollection }: SessionFacts): boolean {
  return requirementCollection === 'application';
}

/**
 * Whether Stripe pays the account by a schedule of its own, and nothing else does. Any hold ends that, a share that is kept
 * back too, because Stripe would not keep it.
 */
function isPaidByStripe(facts: SessionFacts): boolean {
  const { isPaidByRequest, lockStrength, holds, killSwitchIds, disabledReason } = facts;
  const isStopped = holds.length > 0 || killSwitchIds.length > 0 || isBarred(disabledReason);
  return !isPaidByRequest && lockStrength === 'automatic' && !isStopped;
}

function isFrozen({ holds, killSwitchIds, disabledReason }: SessionFacts): boolean {
  return killSwitchIds.length > 0 || holds.some(freezes) || isBarred(disabledReason);
}

/**
 * Whether Stripe or the platform has closed the account: rejected, listed, under review, paused, or for a reason that is not
 * known here. What is only asked for (`requirements.*`, `action_required.*`) ends by the owner's giving it.
 * Source: `requirements.disabled_reason` of Stripe's reference of accounts.
 */
function isBarred(disabledReason: string | null): boolean {
  return disabledReason !== null && !/^(requirements|action_required)\./.test(disabledReason);
}

/**
 * Suspicion freezes, whatever it is about, and so does every full hold of an account, also one for a list of sanctions or a
 * refused country. A policy that looks at one payout does not, nor a reserve.
 */
function freezes({ source, isOfAccount, keepsPercent }: HoldFact): boolean {
  if (keepsPercent < 100) return false;
  return isOfAccount || (source !== 'policy' && source !== 'reconciliation');
}

function becauseOf(facts: SessionFacts): string[] {
  const { isDisconnected, isPaidByRequest, lockStrength, requirementCollection, disabledReason } = facts;
  const { holds, killSwitchIds } = facts;
  return [
    ...(isDisconnected ? ['disconnected'] : []),
    ...(isPaidByRequest ? ['paid_by_request'] : []),
    ...(lockStrength === 'automatic' ? [] : [`lock:${lockStrength}`]),
    ...(requirementCollection === 'application' ? [] : ['requirements_by_stripe']),
    ...(isBarred(disabledReason) ? [`disabled:${String(disabledReason)}`] : []),
    ...killSwitchIds.map((id) => `kill_switch:${id}`),
    ...holds.map(({ holdId }) => `hold:${holdId}`),
  ];
}
