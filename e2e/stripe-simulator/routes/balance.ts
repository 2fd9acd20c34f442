import type { Params } from '../params.ts';
import { formatBalance } from '../format/balance.ts';
import { accountOf } from '../resources/accounts.ts';
import type { BalanceSettingsChange } from '../resources/balance-settings.ts';
import { updateBalanceSettings } from '../resources/balance-settings.ts';
import type { ApiRequest, Route } from '../router.ts';

export const balanceRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/balance',
    handle: ({ core, owner, params }) => {
      params.only();
      return formatBalance(core, owner);
    },
  },
  {
    method: 'GET',
    path: '/v1/balance_settings',
    handle: ({ core, owner, params }) => {
      params.only();
      return accountOf(core, owner).balanceSettings;
    },
  },
  { method: 'POST', path: '/v1/balance_settings', handle: update },
];

function update({ core, owner, params }: ApiRequest): object {
  params.only('payments');
  const payments = params.hash('payments')?.only('debit_negative_balances', 'payouts', 'settlement_timing');
  const payouts = payments
    ?.hash('payouts')
    ?.only(
      'schedule',
      'minimum_balance_by_currency',
      'automatic_transfer_rules_by_currency',
      'statement_descriptor',
    );
  const debit = payments?.boolean('debit_negative_balances');
  const descriptor = payouts?.text('statement_descriptor');
  const delay = payments
    ?.hash('settlement_timing')
    ?.only('delay_days_override', 'start_of_day')
    .text('delay_days_override');
  return updateBalanceSettings(core, accountOf(core, owner), {
    ...scheduleOf(payouts),
    ...minimumsOf(payouts),
    ...(debit === undefined ? {} : { debitNegativeBalances: debit }),
    ...(descriptor === undefined ? {} : { statementDescriptor: descriptor === '' ? null : descriptor }),
    ...(delay === undefined ? {} : { delayDaysOverride: delay === '' ? null : Number(delay) }),
  });
}

function scheduleOf(payouts: Params | undefined): BalanceSettingsChange {
  const schedule = payouts?.hash('schedule')?.only('interval', 'weekly_payout_days', 'monthly_payout_days');
  const interval = schedule?.oneOf('interval', ['daily', 'manual', 'monthly', 'weekly']);
  if (schedule === undefined || interval === undefined) return {};
  const weekly = schedule.texts('weekly_payout_days');
  const monthly = schedule.texts('monthly_payout_days');
  return {
    schedule: {
      interval,
      ...(weekly === undefined ? {} : { weeklyPayoutDays: weekly }),
      ...(monthly === undefined ? {} : { monthlyPayoutDays: monthly.map(Number) }),
    },
  };
}

function minimumsOf(payouts: Params | undefined): BalanceSettingsChange {
  if (payouts?.values['minimum_balance_by_currency'] === '') return { minimumBalances: null };
  const minimums = payouts?.hash('minimum_balance_by_currency');
  if (minimums === undefined) return {};
  const entries = Object.keys(minimums.values).map((currency) => [
    currency,
    minimums.integer(currency) ?? null,
  ]);
  return { minimumBalances: Object.fromEntries(entries) as Record<string, number | null> };
}
