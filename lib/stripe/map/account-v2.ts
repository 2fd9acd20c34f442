import type { Stripe } from 'stripe';
import type { ConnectedAccountSnapshot } from '../../connected-accounts/schemas.ts';

type Requirements = NonNullable<Stripe.V2.Core.Account['requirements']>;

/** Groups of v1's `requirements` that a v2 entry's deadline falls into. */
const GROUPS = ['currently_due', 'eventually_due', 'past_due'] as const;

/**
 * Lays what only v2 knows over the v1 view of the same account: v1 answers for v2 ids too, but without settings and
 * controller. Fields that v2 left out keep the v1 value.
 */
export function mergeAccountV2(
  v1: ConnectedAccountSnapshot,
  account: Stripe.V2.Core.Account,
): ConnectedAccountSnapshot {
  const { defaults, identity } = account;
  const responsibilities = defaults?.responsibilities;
  // Typed as absent, but v2 sends null for what was not included.
  const requirements = account.requirements ?? undefined;
  return {
    ...v1,
    livemode: account.livemode,
    apiGeneration: 'v2',
    displayName: account.display_name ?? account.contact_email ?? v1.displayName,
    country: identity?.country?.toUpperCase() ?? v1.country,
    defaultCurrency: defaults?.currency ?? v1.defaultCurrency,
    businessType: identity?.entity_type ?? v1.businessType,
    merchantCategoryCode: account.configuration?.merchant?.mcc ?? v1.merchantCategoryCode,
    controllerType: v1.controllerType ?? 'application',
    isController: v1.isController ?? true,
    dashboard: account.dashboard ?? v1.dashboard,
    feesPayer: responsibilities?.fees_collector ?? v1.feesPayer,
    lossesPayments: responsibilities?.losses_collector ?? v1.lossesPayments,
    requirementCollection: responsibilities?.requirements_collector ?? v1.requirementCollection,
    currentDeadline: deadline(requirements) ?? v1.currentDeadline,
    requirements: requirements === undefined ? v1.requirements : groupEntries(requirements),
    capabilities: { ...v1.capabilities, ...capabilities(account) },
    createdAtStripe: new Date(account.created),
  };
}

function deadline(requirements: Requirements | undefined): Date | null {
  const time = requirements?.summary?.minimum_deadline?.time;
  return time === undefined ? null : new Date(time);
}

function groupEntries({ entries = [], summary }: Requirements): Record<string, unknown> {
  const due = Object.fromEntries(
    GROUPS.map((group) => [
      group,
      entries
        .filter((entry) => entry.awaiting_action_from === 'user' && entry.minimum_deadline.status === group)
        .map((entry) => entry.description),
    ]),
  );
  const pending = entries.filter((entry) => entry.awaiting_action_from === 'stripe');
  const errors = entries.flatMap(({ description, errors: found }) =>
    found.map((error) => ({ code: error.code, reason: error.description, requirement: description })),
  );
  return {
    ...due,
    pending_verification: pending.map((entry) => entry.description),
    errors,
    entries,
    summary,
  };
}

/** Only what lets money in or out: the payout capabilities of both configurations. */
function capabilities({ configuration }: Stripe.V2.Core.Account): Record<string, string> {
  const merchant = configuration?.merchant?.capabilities;
  const recipient = configuration?.recipient?.capabilities?.stripe_balance;
  const statuses = {
    'merchant.card_payments': merchant?.card_payments?.status,
    'merchant.stripe_balance.payouts': merchant?.stripe_balance?.payouts?.status,
    'recipient.stripe_balance.payouts': recipient?.payouts?.status,
    'recipient.stripe_balance.stripe_transfers': recipient?.stripe_transfers?.status,
  };
  return Object.fromEntries(
    Object.entries(statuses).flatMap(([name, status]) => (status === undefined ? [] : [[name, status]])),
  );
}
