import type Stripe from 'stripe';
import { invalid } from '../api-error.ts';
import type { Core } from '../core.ts';
import { isPlatform } from '../core.ts';
import type { AccountRecord } from '../entities.ts';
import { emit } from '../events.ts';

export type Schedule = {
  interval: 'daily' | 'manual' | 'monthly' | 'weekly';
  weeklyPayoutDays?: string[];
  monthlyPayoutDays?: number[];
};

export type BalanceSettingsChange = {
  schedule?: Schedule;
  debitNegativeBalances?: boolean;
  /** Merged per currency; null removes one. A null map removes all. */
  minimumBalances?: Record<string, number | null> | null;
  statementDescriptor?: string | null;
  /** Null resets to the account's own delay. */
  delayDaysOverride?: number | null;
};

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

/** Changes one account's balance settings and, where it has one, the older `settings.payouts` that mirrors them. */
export function updateBalanceSettings(
  core: Core,
  record: AccountRecord,
  wanted: BalanceSettingsChange,
): Stripe.BalanceSettings {
  checkPermission(core, record, wanted);
  const settings = record.balanceSettings;
  const before = structuredClone(settings);
  applyChange(record, wanted);
  if (JSON.stringify(before) === JSON.stringify(settings)) return settings;
  emit(core, record.id, 'balance_settings.updated', settings, { payments: before.payments });
  const mirrored = structuredClone(record.account.settings);
  mirrorIntoAccount(record);
  if (JSON.stringify(mirrored) !== JSON.stringify(record.account.settings)) {
    emit(core, record.id, 'account.updated', record.account, { settings: mirrored });
  }
  return settings;
}

function checkPermission(core: Core, record: AccountRecord, wanted: BalanceSettingsChange): void {
  const liable = isPlatform(core, record.id) || record.account.controller?.losses?.payments === 'application';
  const override = wanted.delayDaysOverride;
  if (typeof override === 'number' && (override < 0 || override > 31)) {
    throw invalid(
      'delay_days_override must be at most 31.',
      'payments[settlement_timing][delay_days_override]',
    );
  }
  if (override !== undefined && !liable && core.cause?.id != null) {
    throw invalid(
      'You cannot change delay_days for an account whose losses you do not bear.',
      'payments[settlement_timing][delay_days_override]',
    );
  }
  const days = wanted.schedule?.weeklyPayoutDays ?? [];
  if (days.some((day) => !WEEKDAYS.includes(day))) {
    throw invalid('Payout days are monday to friday.', 'payments[payouts][schedule][weekly_payout_days]');
  }
  const dates = wanted.schedule?.monthlyPayoutDays ?? [];
  if (dates.some((date) => date < 1 || date > 31)) {
    throw invalid('Payout dates are 1 to 31.', 'payments[payouts][schedule][monthly_payout_days]');
  }
}

function applyChange(record: AccountRecord, wanted: BalanceSettingsChange): void {
  const { payments } = record.balanceSettings;
  const { payouts, settlement_timing: timing } = payments;
  if (wanted.debitNegativeBalances !== undefined)
    payments.debit_negative_balances = wanted.debitNegativeBalances;
  if (wanted.delayDaysOverride === null) delete timing.delay_days_override;
  if (wanted.delayDaysOverride !== undefined) {
    const own = record.account.country === 'US' ? 2 : 3;
    timing.delay_days = Math.max(wanted.delayDaysOverride ?? own, own);
    if (wanted.delayDaysOverride !== null) timing.delay_days_override = wanted.delayDaysOverride;
  }
  if (payouts === null) return;
  if (wanted.schedule !== undefined) payouts.schedule = formatSchedule(wanted.schedule);
  if (wanted.statementDescriptor !== undefined) payouts.statement_descriptor = wanted.statementDescriptor;
  if (wanted.minimumBalances === null) payouts.minimum_balance_by_currency = null;
  for (const [currency, minimum] of Object.entries(wanted.minimumBalances ?? {})) {
    const kept = { ...payouts.minimum_balance_by_currency };
    if (minimum === null) Reflect.deleteProperty(kept, currency);
    else kept[currency] = minimum;
    payouts.minimum_balance_by_currency = Object.keys(kept).length === 0 ? null : kept;
  }
}

function formatSchedule(schedule: Schedule): Stripe.BalanceSettings.Payments.Payouts.Schedule {
  return {
    interval: schedule.interval,
    ...(schedule.interval === 'weekly'
      ? { weekly_payout_days: schedule.weeklyPayoutDays ?? ['monday'] }
      : {}),
    ...(schedule.interval === 'monthly' ? { monthly_payout_days: schedule.monthlyPayoutDays ?? [1] } : {}),
  };
}

/** Copies balance settings into the account's `settings.payouts`. */
export function mirrorIntoAccount(record: AccountRecord): void {
  const { settings } = record.account;
  if (settings === null || settings === undefined) return;
  const { payments } = record.balanceSettings;
  const schedule = payments.payouts?.schedule;
  settings.payouts = {
    debit_negative_balances: payments.debit_negative_balances ?? false,
    schedule: {
      delay_days: payments.settlement_timing.delay_days,
      interval: schedule?.interval ?? 'daily',
      ...(schedule?.weekly_payout_days === undefined
        ? {}
        : {
            weekly_payout_days: schedule.weekly_payout_days,
            weekly_anchor: schedule.weekly_payout_days[0] ?? 'monday',
          }),
      ...(schedule?.monthly_payout_days === undefined
        ? {}
        : {
            monthly_payout_days: schedule.monthly_payout_days,
            monthly_anchor: schedule.monthly_payout_days[0] ?? 1,
          }),
    },
    statement_descriptor: payments.payouts?.statement_descriptor ?? null,
  };
}
