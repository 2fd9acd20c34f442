import type { SessionGrant } from '../types.ts';

/**
 * Whether the account's owner may be sent to Stripe's own page for their details. It always takes a bank account, so it is
 * for those alone who may give one here: a frozen account keeps its destination.
 */
export function mayUseHostedLink({ components }: Pick<SessionGrant, 'components'>): boolean {
  const onboarding = components['account_onboarding'];
  return onboarding?.enabled === true && onboarding.features['external_account_collection'] === true;
}
