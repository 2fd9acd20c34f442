import type { Stripe } from 'stripe';
import { fromUnixSeconds } from '../../clock.ts';
import type { ConnectedAccountSnapshot } from '../../connected-accounts/schemas.ts';

type Controls = Pick<
  ConnectedAccountSnapshot,
  'dashboard' | 'feesPayer' | 'lossesPayments' | 'requirementCollection'
>;

/** What the legacy types stand for. Source: Stripe "Migrate to controller properties". */
const LEGACY_CONTROLS: Record<string, Controls> = {
  standard: {
    dashboard: 'full',
    feesPayer: 'account',
    lossesPayments: 'stripe',
    requirementCollection: 'stripe',
  },
  express: {
    dashboard: 'express',
    feesPayer: 'application_express',
    lossesPayments: 'application',
    requirementCollection: 'stripe',
  },
  custom: {
    dashboard: 'none',
    feesPayer: 'application_custom',
    lossesPayments: 'application',
    requirementCollection: 'application',
  },
};

const UNKNOWN_CONTROLS: Controls = {
  dashboard: null,
  feesPayer: null,
  lossesPayments: null,
  requirementCollection: null,
};

/** A v1 account. @param livemode the key's mode: v1 accounts do not carry one */
export function mapAccount(account: Stripe.Account, livemode: boolean): ConnectedAccountSnapshot {
  const { controller, requirements, future_requirements: futureRequirements } = account;
  return {
    connectedAccountId: account.id,
    livemode,
    apiGeneration: 'v1',
    displayName: displayName(account),
    country: account.country ?? null,
    defaultCurrency: account.default_currency ?? null,
    businessType: account.business_type ?? null,
    merchantCategoryCode: account.business_profile?.mcc ?? null,
    ...declaredVolume(account),
    controllerType: controller?.type ?? null,
    // A standard account that somebody else controls shows no `is_controller` at all.
    isController: controller?.is_controller ?? (account.type === 'standard' ? false : null),
    ...controls(account),
    chargesEnabled: account.charges_enabled,
    payoutsEnabled: account.payouts_enabled,
    detailsSubmitted: account.details_submitted,
    disabledReason: requirements?.disabled_reason ?? null,
    currentDeadline: instant(requirements?.current_deadline),
    requirements: { ...requirements },
    futureRequirements: { ...futureRequirements },
    capabilities: { ...account.capabilities },
    createdAtStripe: instant(account.created),
  };
}

/** Asked for by the month in some countries, by the year in others. */
function declaredVolume({
  business_profile: profile,
}: Stripe.Account): Pick<ConnectedAccountSnapshot, 'declaredVolume' | 'declaredCurrency'> {
  const monthly = profile?.monthly_estimated_revenue ?? null;
  if (monthly !== null) return { declaredVolume: BigInt(monthly.amount), declaredCurrency: monthly.currency };
  const yearly = profile?.annual_revenue ?? null;
  if (yearly?.amount == null || yearly.currency === null)
    return { declaredVolume: null, declaredCurrency: null };
  return { declaredVolume: BigInt(yearly.amount) / 12n, declaredCurrency: yearly.currency };
}

function controls({ controller, type }: Stripe.Account): Controls {
  const legacy = LEGACY_CONTROLS[type] ?? UNKNOWN_CONTROLS;
  return {
    dashboard: controller?.stripe_dashboard?.type ?? legacy.dashboard,
    feesPayer: controller?.fees?.payer ?? legacy.feesPayer,
    lossesPayments: controller?.losses?.payments ?? legacy.lossesPayments,
    requirementCollection: controller?.requirement_collection ?? legacy.requirementCollection,
  };
}

function displayName(account: Stripe.Account): string {
  const person = [account.individual?.first_name, account.individual?.last_name].filter(Boolean).join(' ');
  const names = [
    account.settings?.dashboard.display_name,
    account.business_profile?.name,
    account.company?.name,
    person,
    account.email,
  ];
  return names.find((name) => name !== null && name !== undefined && name !== '') ?? account.id;
}

function instant(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined ? null : fromUnixSeconds(seconds);
}
