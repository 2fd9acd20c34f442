import type Stripe from 'stripe';
import { accountInvalid, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { currencyOfCountry } from '../currency.ts';
import type { AccountRecord } from '../entities.ts';
import { change, emit } from '../events.ts';
import type { Controller } from '../format/account.ts';
import {
  DEFAULT_CONTROLLER,
  LEGACY_CONTROLLER,
  formatAccount,
  formatBalanceSettings,
  formatCapability,
  noRequirements,
} from '../format/account.ts';
import { mirrorIntoAccount } from './balance-settings.ts';

export type NewAccount = {
  type?: 'standard' | 'express' | 'custom';
  controller?: Partial<Controller>;
  country?: string;
  currency?: string;
  email?: string | null;
  businessName?: string | null;
  businessType?: Stripe.Account.BusinessType | null;
  mcc?: string | null;
  url?: string | null;
  metadata?: Record<string, string>;
  serviceAgreement?: 'full' | 'recipient';
  capabilities?: string[];
  /** True: charges and payouts enabled at once, nothing due. */
  onboarded?: boolean;
  v2?: boolean;
};

/** Makes a connected account; without `onboarded` it still owes everything and can do nothing. */
export function createAccount(core: Core, input: NewAccount): AccountRecord {
  const record = newRecord(core, input);
  core.store.accounts.insert(core.store.platformId, record);
  const capabilities = input.capabilities ?? (input.onboarded === true ? ['card_payments', 'transfers'] : []);
  for (const name of capabilities) addCapability(core, record, name);
  if (input.onboarded === true) completeOnboarding(core, record.id, { silent: true });
  emit(core, record.id, 'account.application.authorized', {
    id: core.store.applicationId,
    object: 'application',
    name: 'Platform',
  });
  emit(core, record.id, 'account.updated', record.account);
  return record;
}

/** The record of an account that is not yet in the store; the platform's own is made the same way. */
export function newRecord(core: Core, input: NewAccount): AccountRecord {
  const country = input.country ?? 'US';
  const id = core.random.id('acct');
  const base = input.type === undefined ? DEFAULT_CONTROLLER : LEGACY_CONTROLLER[input.type];
  const controller = { ...base, ...input.controller };
  const account = formatAccount(core, {
    id,
    type: input.type ?? 'none',
    controller,
    country,
    currency: input.currency ?? currencyOfCountry(country),
    email: input.email ?? null,
    businessName: input.businessName ?? null,
    businessType: input.businessType ?? null,
    mcc: input.mcc ?? null,
    url: input.url ?? null,
    metadata: input.metadata ?? {},
    serviceAgreement: input.serviceAgreement ?? 'full',
  });
  const delayDays = country === 'US' ? 2 : 3;
  const record: AccountRecord = {
    id,
    created: nowOf(core),
    account,
    balanceSettings: formatBalanceSettings(delayDays, controller.requirements === 'stripe'),
    capabilities: {},
    bankNumbers: {},
    payoutsPaused: false,
    stoppedPayouts: [],
    rejectedReason: null,
    authorized: true,
    madeByV2: input.v2 ?? false,
  };
  mirrorIntoAccount(record);
  if (record.madeByV2) account.settings = null;
  return record;
}

/** The record of `id`; a stranger, a deauthorized account and a typing error all look alike, as at Stripe. */
export function accountOf(core: Core, id: string): AccountRecord {
  const record = core.store.accounts.find(id)?.row;
  if (record === undefined || !record.authorized) throw accountInvalid(id);
  return record;
}

export function connectedAccountOf(core: Core, id: string): AccountRecord {
  const record = accountOf(core, id);
  if (id === core.store.platformId) throw missing('account', id, 'account');
  return record;
}

/** Applies changes to the account and tells the Connect endpoint; equal values tell nobody. */
export function updateAccount(
  core: Core,
  record: AccountRecord,
  changes: Partial<Stripe.Account>,
): Stripe.Account {
  const previous = change(record.account, changes);
  if (Object.keys(previous).length > 0) emit(core, record.id, 'account.updated', record.account, previous);
  return record.account;
}

/** Derives what the account may do from requirements, pause and rejection, and emits what changed. */
export function refreshAbilities(core: Core, record: AccountRecord): void {
  const { account } = record;
  const requirements = { ...(account.requirements ?? noRequirements()) };
  const owes = (requirements.past_due ?? []).length > 0;
  const open = account.details_submitted && !owes && record.rejectedReason === null;
  const held = record.payoutsPaused ? 'platform_paused' : owes ? 'requirements.past_due' : null;
  requirements.disabled_reason = (record.rejectedReason ??
    held) as Stripe.Account.Requirements['disabled_reason'];
  const payoutsEnabled = open && !record.payoutsPaused;
  if (record.balanceSettings.payments.payouts !== null) {
    record.balanceSettings.payments.payouts.status = payoutsEnabled ? 'enabled' : 'disabled';
  }
  updateAccount(core, record, {
    charges_enabled: open && account.capabilities?.card_payments === 'active',
    payouts_enabled: payoutsEnabled,
    requirements,
  });
}

export function addCapability(core: Core, record: AccountRecord, name: string): Stripe.Capability {
  const capability = record.capabilities[name] ?? formatCapability(core, record, name);
  record.capabilities[name] = capability;
  return setCapability(core, record.id, name, record.account.details_submitted ? 'active' : 'inactive');
}

/** Sets one capability's status and emits `capability.updated`. */
export function setCapability(
  core: Core,
  accountId: string,
  name: string,
  status: 'active' | 'inactive' | 'pending',
): Stripe.Capability {
  const record = accountOf(core, accountId);
  const capability = record.capabilities[name] ?? formatCapability(core, record, name);
  record.capabilities[name] = capability;
  const previous = change(capability, { status });
  record.account.capabilities = { ...record.account.capabilities, [name]: status };
  if (Object.keys(previous).length > 0) emit(core, accountId, 'capability.updated', capability, previous);
  return capability;
}

/** The holder has given everything: nothing is due, capabilities become active, payouts and charges are enabled. */
export function completeOnboarding(
  core: Core,
  accountId: string,
  options: { silent?: boolean } = {},
): Stripe.Account {
  const record = accountOf(core, accountId);
  const before = structuredClone(record.account);
  record.account.details_submitted = true;
  record.account.requirements = noRequirements();
  record.account.tos_acceptance = { ...record.account.tos_acceptance, date: nowOf(core) };
  for (const name of Object.keys(record.capabilities)) setCapability(core, accountId, name, 'active');
  const emitted = core.emitted.length;
  refreshAbilities(core, record);
  if (options.silent === true) return record.account;
  if (core.emitted.length === emitted) {
    emit(core, accountId, 'account.updated', record.account, { details_submitted: before.details_submitted });
  }
  return record.account;
}

/** Stripe asks for something: what is past due disables the account. */
export function setRequirements(
  core: Core,
  accountId: string,
  changes: Partial<Stripe.Account.Requirements>,
): Stripe.Account {
  const record = accountOf(core, accountId);
  updateAccount(core, record, {
    requirements: { ...(record.account.requirements ?? noRequirements()), ...changes },
  });
  if (changes.disabled_reason === undefined) refreshAbilities(core, record);
  else {
    const blocked = changes.disabled_reason !== null;
    updateAccount(core, record, {
      charges_enabled: !blocked,
      payouts_enabled: !blocked && !record.payoutsPaused,
    });
  }
  return record.account;
}

/** Stripe announces what it will ask for; nothing is disabled by it. */
export function setFutureRequirements(
  core: Core,
  accountId: string,
  changes: Partial<Stripe.Account.FutureRequirements>,
): Stripe.Account {
  const record = accountOf(core, accountId);
  updateAccount(core, record, {
    future_requirements: { ...(record.account.future_requirements ?? noRequirements()), ...changes },
  });
  return record.account;
}

const REJECTED_AS: Record<string, string> = {
  terms_of_service: 'rejected.platform_terms_of_service',
  other: 'rejected.platform_other',
  credit: 'rejected.platform_other',
};

/** Ends the business with an account whose losses the platform bears. */
export function rejectAccount(
  core: Core,
  accountId: string,
  reason: string,
  pausePayouts: boolean,
): Stripe.Account {
  const record = connectedAccountOf(core, accountId);
  if (record.account.controller?.losses?.payments !== 'application') {
    throw refused(
      'account_invalid',
      'Only accounts whose negative balances you are liable for can be rejected.',
    );
  }
  record.rejectedReason = REJECTED_AS[reason] ?? 'rejected.platform_fraud';
  refreshAbilities(core, record);
  if (!pausePayouts && !record.payoutsPaused) updateAccount(core, record, { payouts_enabled: true });
  return record.account;
}

export function unrejectAccount(core: Core, accountId: string): Stripe.Account {
  const record = connectedAccountOf(core, accountId);
  if (record.rejectedReason?.startsWith('rejected.platform_') !== true) {
    throw refused('account_invalid', 'This account was not rejected by your platform.');
  }
  record.rejectedReason = null;
  refreshAbilities(core, record);
  return record.account;
}

/** The holder disconnects the platform: its calls fail from now on. */
export function deauthorizeAccount(core: Core, accountId: string): void {
  const record = connectedAccountOf(core, accountId);
  record.authorized = false;
  emit(core, accountId, 'account.application.deauthorized', {
    id: core.store.applicationId,
    object: 'application',
    name: 'Platform',
  });
}
