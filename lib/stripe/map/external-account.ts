import type { Stripe } from 'stripe';
import type { ExternalAccountSnapshot } from '../../connected-accounts/schemas.ts';

/** Routing numbers and everything else that could pay somebody stay at Stripe. */
export function mapExternalAccount(externalAccount: Stripe.ExternalAccount): ExternalAccountSnapshot {
  const isBankAccount = externalAccount.object === 'bank_account';
  return {
    externalAccountId: externalAccount.id,
    kind: externalAccount.object,
    currency: externalAccount.currency ?? null,
    country: externalAccount.country,
    last4: externalAccount.last4,
    institution: isBankAccount ? externalAccount.bank_name : externalAccount.brand,
    holderName: isBankAccount ? externalAccount.account_holder_name : externalAccount.name,
    fingerprint: externalAccount.fingerprint ?? null,
    status: externalAccount.status ?? null,
    isDefaultForCurrency: externalAccount.default_for_currency ?? false,
    payoutMethods: [...(externalAccount.available_payout_methods ?? [])].sort(),
  };
}
