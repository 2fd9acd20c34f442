import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import { currencyOfCountry } from '../currency.ts';
import type { AccountRecord } from '../entities.ts';
import { change, emit } from '../events.ts';
import { NO_INSTANT_NUMBER } from '../format/payout.ts';

export type NewBankAccount = {
  country?: string;
  currency?: string;
  accountNumber: string;
  routingNumber?: string | null;
  holderName?: string | null;
  bankName?: string | null;
  defaultForCurrency?: boolean;
  metadata?: Record<string, string>;
};

export function externalAccountsOf(record: AccountRecord): Stripe.ExternalAccount[] {
  return record.account.external_accounts?.data ?? [];
}

export function externalAccountOf(record: AccountRecord, id: string): Stripe.ExternalAccount {
  const found = externalAccountsOf(record).find((external) => external.id === id);
  if (found === undefined) throw missing('external account', id);
  return found;
}

/** Where a payout in `currency` goes when nobody names a destination. */
export function defaultExternalAccount(
  record: AccountRecord,
  currency: string,
): Stripe.ExternalAccount | undefined {
  const inCurrency = externalAccountsOf(record).filter((external) => external.currency === currency);
  return inCurrency.find((external) => external.default_for_currency === true) ?? inCurrency[0];
}

/** Adds a bank account; the first of a currency becomes its default. */
export function addBankAccount(core: Core, record: AccountRecord, input: NewBankAccount): Stripe.BankAccount {
  const country = input.country ?? record.account.country ?? 'US';
  const currency = input.currency ?? currencyOfCountry(country);
  const first = !externalAccountsOf(record).some((external) => external.currency === currency);
  const bank: Stripe.BankAccount = {
    id: core.random.id('ba'),
    object: 'bank_account',
    account: record.id,
    account_holder_name: input.holderName ?? record.account.business_profile?.name ?? null,
    account_holder_type: 'company',
    account_type: null,
    available_payout_methods:
      input.accountNumber === NO_INSTANT_NUMBER ? ['standard'] : ['standard', 'instant'],
    bank_name: input.bankName ?? 'STRIPE TEST BANK',
    country,
    currency,
    default_for_currency: false,
    fingerprint: createHash('sha256')
      .update(`${country}|${input.routingNumber ?? ''}|${input.accountNumber}`)
      .digest('base64url')
      .slice(0, 16),
    future_requirements: { currently_due: [], errors: [], past_due: [], pending_verification: [] },
    last4: input.accountNumber.slice(-4),
    metadata: input.metadata ?? {},
    requirements: { currently_due: [], errors: [], past_due: [], pending_verification: [] },
    routing_number: input.routingNumber ?? null,
    status: 'new',
  };
  record.bankNumbers[bank.id] = input.accountNumber;
  externalAccountsOf(record).push(bank);
  if (first || input.defaultForCurrency === true) makeDefault(core, record, bank);
  emit(core, record.id, 'account.external_account.created', bank);
  return bank;
}

export type ExternalAccountChange = {
  defaultForCurrency?: boolean;
  holderName?: string;
  metadata?: Record<string, string>;
};

/** Any update of the details makes an errored account usable again. */
export function updateExternalAccount(
  core: Core,
  record: AccountRecord,
  id: string,
  wanted: ExternalAccountChange,
): Stripe.ExternalAccount {
  const external = externalAccountOf(record, id);
  const previous: Record<string, unknown> = {};
  if (wanted.defaultForCurrency === true && external.default_for_currency !== true) {
    previous['default_for_currency'] = false;
    makeDefault(core, record, external);
  }
  if (wanted.metadata !== undefined) Object.assign(previous, change(external, { metadata: wanted.metadata }));
  if (external.object === 'bank_account' && wanted.holderName !== undefined) {
    Object.assign(previous, change(external, { account_holder_name: wanted.holderName, status: 'new' }));
  }
  if (Object.keys(previous).length > 0) {
    emit(core, record.id, 'account.external_account.updated', external, previous);
  }
  return external;
}

export function removeExternalAccount(core: Core, record: AccountRecord, id: string): void {
  const external = externalAccountOf(record, id);
  const sameCurrency = externalAccountsOf(record).filter((other) => other.currency === external.currency);
  if (external.default_for_currency === true && sameCurrency.length > 1) {
    throw refused(
      'invalid_request',
      'You cannot delete the default external account for your currency. Please make another external account the default using the `default_for_currency` param, and then delete this one.',
    );
  }
  const all = externalAccountsOf(record);
  all.splice(all.indexOf(external), 1);
  emit(core, record.id, 'account.external_account.deleted', external);
}

/** Puts a new bank account in the place of the currency's default, as a holder (or a thief) does it. */
export function swapExternalAccount(
  core: Core,
  record: AccountRecord,
  input: NewBankAccount,
): Stripe.BankAccount {
  const currency = input.currency ?? record.account.default_currency ?? 'usd';
  const before = defaultExternalAccount(record, currency);
  const bank = addBankAccount(core, record, { ...input, currency, defaultForCurrency: true });
  if (before !== undefined) removeExternalAccount(core, record, before.id);
  return bank;
}

/** The bank refused: the account is unusable until its details are updated. */
export function markErrored(core: Core, record: AccountRecord, id: string): void {
  const external = externalAccountsOf(record).find((candidate) => candidate.id === id);
  if (external?.object !== 'bank_account' || external.status === 'errored') return;
  const previous = change(external, { status: 'errored' });
  emit(core, record.id, 'account.external_account.updated', external, previous);
}

function makeDefault(core: Core, record: AccountRecord, external: Stripe.ExternalAccount): void {
  for (const other of externalAccountsOf(record)) {
    if (other === external || other.currency !== external.currency || other.default_for_currency !== true)
      continue;
    const previous = change(other, { default_for_currency: false });
    emit(core, record.id, 'account.external_account.updated', other, previous);
  }
  external.default_for_currency = true;
}

/** Numbers behind Stripe's test tokens, so that `btok_…` works like `accountNumber`. */
const BANK_TOKENS: Record<string, string> = {
  btok_us: '000123456789',
  btok_us_verified: '000123456789',
  btok_us_verified_noAccount: '000111111116',
  btok_us_verified_accountClosed: '000111111113',
  btok_us_verified_insufficientFunds: '000222222227',
  btok_us_verified_debitNotAuthorized: '000333333335',
  btok_us_verified_invalidCurrency: '000444444440',
};

export function bankNumberOfToken(token: string): string {
  const number = BANK_TOKENS[token];
  if (number === undefined)
    throw invalid(`No such token: '${token}'`, 'external_account', 'resource_missing');
  return number;
}
