import type Stripe from 'stripe';
import { forbidden } from '../api-error.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../entities.ts';
import { sessionAllows } from './account-sessions.ts';
import { connectedAccountOf } from './accounts.ts';
import type { Schedule } from './balance-settings.ts';
import { updateBalanceSettings } from './balance-settings.ts';
import type { NewBankAccount } from './external-accounts.ts';
import { swapExternalAccount } from './external-accounts.ts';
import type { NewPayout } from './payouts.ts';
import { createPayout } from './payouts.ts';

/** What the account's holder does in the Stripe Dashboard or in an embedded component, past the platform. */
export type HolderOptions = {
  /** Do it although nothing gives the holder the means. */
  force?: boolean;
};

/** The holder pays itself: possible with the full dashboard, or with a live session that has the feature. */
export function selfPayout(core: Core, input: NewPayout, options: HolderOptions = {}): Stripe.Payout {
  const record = connectedAccountOf(core, input.account);
  const instant = input.method === 'instant';
  const feature = instant ? 'instant_payouts' : 'standard_payouts';
  const components = ['payouts', 'balances', ...(instant ? ['instant_payouts_promotion'] : [])];
  const allowed = dashboardOf(record) === 'full' || sessionAllows(core, record.id, components, feature);
  if (!allowed && options.force !== true) throw cannot('pay itself');
  return createPayout(core, { ...input, metadata: {} });
}

/** The holder changes the schedule: only where Stripe bears the losses, or a session allows it. */
export function setScheduleByHolder(
  core: Core,
  accountId: string,
  schedule: Schedule,
  options: HolderOptions = {},
): Stripe.BalanceSettings {
  const record = connectedAccountOf(core, accountId);
  const own = dashboardOf(record) === 'full' && record.account.controller?.losses?.payments === 'stripe';
  const allowed = own || sessionAllows(core, accountId, ['payouts', 'balances'], 'edit_payout_schedule');
  if (!allowed && options.force !== true) throw cannot('change its payout schedule');
  return updateBalanceSettings(core, record, { schedule });
}

/** The holder replaces the bank account: with any dashboard, or with a session that collects external accounts. */
export function swapBankAccountByHolder(
  core: Core,
  accountId: string,
  bank: NewBankAccount,
  options: HolderOptions = {},
): Stripe.BankAccount {
  const record = connectedAccountOf(core, accountId);
  const components = [
    'payouts',
    'balances',
    'account_onboarding',
    'account_management',
    'notification_banner',
  ];
  const allowed =
    dashboardOf(record) !== 'none' ||
    sessionAllows(core, accountId, components, 'external_account_collection');
  if (!allowed && options.force !== true) throw cannot('change its bank account');
  return swapExternalAccount(core, record, bank);
}

function dashboardOf(record: AccountRecord): string {
  return record.account.controller?.stripe_dashboard?.type ?? 'full';
}

function cannot(what: string) {
  return forbidden(`The holder of this account has no means to ${what}.`, 'not_allowed_on_standard_account');
}
