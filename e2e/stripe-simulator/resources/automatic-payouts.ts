import type Stripe from 'stripe';
import { startOfUtcDay } from '../clock.ts';
import type { Core } from '../core.ts';
import { isPlatform, nowOf } from '../core.ts';
import { payoutMultipleOf } from '../currency.ts';
import type { AccountRecord, SourceType } from '../entities.ts';
import { book, listIn } from '../ledger.ts';
import { startTimer } from '../timers.ts';
import { accountOf } from './accounts.ts';
import { defaultExternalAccount } from './external-accounts.ts';
import { makePayout } from './payouts.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The run of one day over all accounts; starts the next day's timer. */
export function runDailyPayouts(core: Core): void {
  for (const record of core.store.accounts.rows(core.store.platformId)) {
    if (record.authorized && isPayoutDay(record, nowOf(core))) runAutomaticPayouts(core, record.id);
  }
  const at = startOfUtcDay(nowOf(core)) + 86_400 + 4 * 3600;
  startTimer(core, { at, kind: 'automatic_payouts', owner: core.store.platformId, id: 'daily' });
}

function isPayoutDay(record: AccountRecord, seconds: number): boolean {
  const schedule = record.balanceSettings.payments.payouts?.schedule;
  const date = new Date(seconds * 1000);
  const weekday = WEEKDAYS[date.getUTCDay()] ?? '';
  const weekend = weekday === 'sunday' || weekday === 'saturday';
  if (schedule?.interval === 'daily') return !weekend;
  if (schedule?.interval === 'weekly') return schedule.weekly_payout_days?.includes(weekday) ?? false;
  if (schedule?.interval !== 'monthly') return false;
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  // Days 29 to 31 fall back to the month's last day.
  return (schedule.monthly_payout_days ?? []).some((day) => Math.min(day, last) === date.getUTCDate());
}

/**
 * Sweeps every balance of one account whose schedule is not manual, whatever the day is.
 * @returns the payouts made; none while payouts are paused, disabled or the bank account is errored
 */
export function runAutomaticPayouts(core: Core, accountId: string): Stripe.Payout[] {
  const record = accountOf(core, accountId);
  const manual = record.balanceSettings.payments.payouts?.schedule?.interval === 'manual';
  if (!record.account.payouts_enabled && !isPlatform(core, accountId)) return [];
  const payouts: Stripe.Payout[] = [];
  for (const key of core.store.balances.get(accountId)?.keys() ?? []) {
    const [currency = '', sourceType = 'card'] = key.split('|');
    const payout = sweep(core, record, currency, sourceType as SourceType, manual);
    if (payout !== null) payouts.push(payout);
  }
  return payouts;
}

function sweep(
  core: Core,
  record: AccountRecord,
  currency: string,
  sourceType: SourceType,
  manual: boolean,
): Stripe.Payout | null {
  const key = `${record.id}|${currency}|${sourceType}`;
  const { payments } = record.balanceSettings;
  const available = core.store.balances.get(record.id)?.get(`${currency}|${sourceType}`)?.available ?? 0;
  const destination = defaultExternalAccount(record, currency);
  if (destination === undefined) return null;
  if (destination.object === 'bank_account' && destination.status === 'errored') return null;
  const debit = available < 0 && payments.debit_negative_balances === true;
  if (available < 0 ? !debit : manual) return null;
  const minimum = payments.payouts?.minimum_balance_by_currency?.[currency] ?? 0;
  const multiple = payoutMultipleOf(currency);
  const amount = debit ? available : Math.floor((available - minimum) / multiple) * multiple;
  if (amount === 0 || (amount < 0 && !debit)) return null;
  const swept = listIn(core.store.unswept, key);
  const transactionOf = (id: string) => core.store.balanceTransactions.get(record.id, id);
  const contents = swept.filter((id) => transactionOf(id)?.status === 'available');
  const left = swept.filter((id) => transactionOf(id)?.status !== 'available');
  core.store.unswept.set(key, []);
  // What stays behind is held out of this payout and released into the next, so that the contents sum to the payout.
  if (available !== amount) keepBack(core, record.id, currency, sourceType, available - amount);
  const [hold, ...release] = listIn(core.store.unswept, key).splice(0);
  const payout = makePayout(core, record, {
    account: record.id,
    amount,
    currency,
    method: 'standard',
    sourceType,
    destination,
    automatic: true,
    originalPayout: null,
  });
  const own = listIn(core.store.unswept, key).splice(0);
  core.store.unswept.set(key, [...left, ...release]);
  core.store.payoutComposition.set(payout.id, [...contents, ...(hold === undefined ? [] : [hold]), ...own]);
  return payout;
}

function keepBack(core: Core, owner: string, currency: string, sourceType: SourceType, amount: number): void {
  const booking = { owner, currency, sourceType, source: null };
  book(core, { ...booking, type: 'payout_minimum_balance_hold', amount: -amount });
  book(core, { ...booking, type: 'payout_minimum_balance_release', amount });
}
