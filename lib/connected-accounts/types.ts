import type { Money } from '../money/money.ts';
import type { CappedCount } from '../paging.ts';
import type { RequirementsInWords } from './requirements-in-words.ts';

export type { RequirementsInWords } from './requirements-in-words.ts';

export const LOCK_STRENGTHS = [
  'platform_balance',
  'manual_sole_payer',
  'manual_holder_can_pay',
  'automatic',
  'unknown',
] as const;
export type LockStrengthName = (typeof LOCK_STRENGTHS)[number];

/** How far an account is from being allowed what it was made for, worst first. */
export const REQUIREMENT_STATES = ['restricted', 'past_due', 'due', 'clear'] as const;
export type RequirementState = (typeof REQUIREMENT_STATES)[number];

export type ConnectedAccountFilter = {
  readonly lockStrength?: string | undefined;
  readonly country?: string | undefined;
  readonly payoutsEnabled?: boolean | undefined;
  readonly requirementState?: string | undefined;
  /** Part of the name, or the beginning of the id. */
  readonly text?: string | undefined;
};

export type ConnectedAccountRow = {
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly country: string | null;
  readonly defaultCurrency: string | null;
  readonly lockStrength: LockStrengthName;
  readonly chargesEnabled: boolean;
  readonly payoutsEnabled: boolean;
  readonly requirementState: RequirementState;
  readonly requirementsDue: number;
  readonly currentDeadline: Date | null;
  readonly disabledReason: string | null;
  readonly payoutInterval: string | null;
  readonly createdAtStripe: Date;
  readonly deauthorizedAt: Date | null;
  readonly readAt: Date;
};

export type ConnectedAccountFacets = {
  readonly lockStrength: readonly { value: string; count: CappedCount }[];
  readonly country: readonly { value: string; count: CappedCount }[];
  readonly payoutsEnabled: readonly { value: string; count: CappedCount }[];
  readonly requirementState: readonly { value: string; count: CappedCount }[];
};

export type ExternalAccountRow = {
  readonly externalAccountId: string;
  readonly kind: string;
  readonly institution: string | null;
  readonly last4: string;
  readonly currency: string | null;
  readonly country: string | null;
  readonly holderName: string | null;
  readonly status: string | null;
  readonly isDefaultForCurrency: boolean;
  readonly firstSeenAt: Date;
  readonly deletedAt: Date | null;
};

export type ExternalAccountChangeRow = {
  readonly externalAccountId: string;
  readonly change: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly seenAt: Date;
};

/** Stripe's Balance object in one currency, as last read. */
export type StripeBalanceRow = {
  readonly available: Money;
  readonly pending: Money;
  readonly connectReserved: Money;
  readonly instantAvailable: Money | null;
  readonly readAt: Date;
};

export type ConnectedAccountDetail = ConnectedAccountRow & {
  readonly livemode: boolean;
  readonly apiGeneration: string;
  readonly businessType: string | null;
  readonly controllerType: string | null;
  readonly isController: boolean | null;
  readonly dashboard: string | null;
  readonly feesPayer: string | null;
  readonly lossesPayments: string | null;
  readonly requirementCollection: string | null;
  readonly detailsSubmitted: boolean;
  readonly lockReasons: readonly { readonly code: string; readonly text: string }[];
  readonly lockNextStep: string | null;
  readonly capabilities: readonly { readonly name: string; readonly status: string }[];
  readonly requirements: RequirementsInWords;
  readonly payoutsStatus: string | null;
  readonly delayDays: number | null;
  readonly debitNegativeBalances: boolean | null;
  readonly minimumBalances: readonly Money[];
  readonly settingsReadAt: Date | null;
  readonly externalAccounts: readonly ExternalAccountRow[];
  readonly externalAccountChanges: readonly ExternalAccountChangeRow[];
  readonly balances: readonly StripeBalanceRow[];
};
