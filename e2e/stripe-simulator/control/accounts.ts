import type { Control, ControlCall } from '../control.ts';
import type { NewAccount } from '../resources/accounts.ts';
import type { Schedule } from '../resources/balance-settings.ts';
import type { NewBankAccount } from '../resources/external-accounts.ts';
import type { NewPayout } from '../resources/payouts.ts';

/** The body of these calls is the action's own input, in the names of the programmatic API. */
export const accountControls: Control[] = [
  {
    method: 'POST',
    path: '/accounts',
    handle: ({ simulator, values }) => {
      const { bankAccount, ...account } = values as NewAccount & { bankAccount?: NewBankAccount };
      const record = simulator.createAccount(account);
      if (bankAccount !== undefined) simulator.addBankAccount(record, bankAccount);
      return record.account;
    },
  },
  {
    method: 'POST',
    path: '/accounts/:id/onboard',
    handle: ({ simulator, part }) => simulator.completeOnboarding(part('id')),
  },
  {
    method: 'POST',
    path: '/accounts/:id/requirements',
    handle: ({ simulator, values, part }) => simulator.setRequirements(part('id'), values),
  },
  {
    method: 'POST',
    path: '/accounts/:id/capabilities',
    handle: ({ simulator, values, part }) =>
      Object.entries(values).map(([name, status]) =>
        simulator.setCapability(part('id'), name, status as 'active' | 'inactive' | 'pending'),
      ),
  },
  {
    method: 'POST',
    path: '/accounts/:id/restrict',
    handle: ({ simulator, params, part }) =>
      simulator.setRequirements(part('id'), {
        past_due: params.texts('past_due') ?? ['individual.verification.document'],
        currently_due: params.texts('past_due') ?? ['individual.verification.document'],
      }),
  },
  {
    method: 'POST',
    path: '/accounts/:id/pause_payouts',
    handle: ({ simulator, part }) => simulator.pausePayouts(part('id')),
  },
  {
    method: 'POST',
    path: '/accounts/:id/unpause_payouts',
    handle: ({ simulator, part }) => simulator.unpausePayouts(part('id')),
  },
  {
    method: 'POST',
    path: '/accounts/:id/deauthorize',
    handle: ({ simulator, part }) => {
      simulator.deauthorizeAccount(part('id'));
    },
  },
  { method: 'POST', path: '/accounts/:id/schedule', handle: setSchedule },
  {
    method: 'POST',
    path: '/accounts/:id/external_account',
    handle: ({ simulator, values, params, part }) =>
      simulator.swapBankAccountByHolder(
        part('id'),
        values as NewBankAccount,
        forceOf(params.boolean('force')),
      ),
  },
  {
    method: 'POST',
    path: '/accounts/:id/self_payout',
    handle: ({ simulator, values, params, part }) =>
      simulator.selfPayout(
        { ...(values as Omit<NewPayout, 'account'>), account: part('id') },
        forceOf(params.boolean('force')),
      ),
  },
  {
    method: 'GET',
    path: '/accounts/:id/sessions',
    handle: ({ simulator, part }) => simulator.core.store.accountSessions.rows(part('id')),
  },
];

function setSchedule({ simulator, values, params, part }: ControlCall): object {
  return simulator.setScheduleByHolder(part('id'), values as Schedule, forceOf(params.boolean('force')));
}

function forceOf(force: boolean | undefined): { force?: boolean } {
  return force === undefined ? {} : { force };
}
