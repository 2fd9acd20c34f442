import type { Control, ControlCall } from '../control.ts';
import {
  capabilities,
  futureRequirements,
  newAccount,
  newBankAccountByHolder,
  requirements,
  scheduleByHolder,
  selfPayout,
} from './account-shapes.ts';
import { checked } from './checked.ts';

/** The body of these calls is the action's own input, in the names of the programmatic API. */
export const accountControls: Control[] = [
  {
    method: 'POST',
    path: '/accounts',
    handle: ({ simulator, values }) => {
      const { bankAccount, ...account } = checked(newAccount, values);
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
    handle: ({ simulator, values, part }) =>
      simulator.setRequirements(part('id'), checked(requirements, values)),
  },
  {
    method: 'POST',
    path: '/accounts/:id/future_requirements',
    handle: ({ simulator, values, part }) =>
      simulator.setFutureRequirements(part('id'), checked(futureRequirements, values)),
  },
  {
    method: 'POST',
    path: '/accounts/:id/capabilities',
    handle: ({ simulator, values, part }) =>
      Object.entries(checked(capabilities, values)).map(([name, status]) =>
        simulator.setCapability(part('id'), name, status),
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
    handle: ({ simulator, values, part }) => {
      const { force = false, ...bank } = checked(newBankAccountByHolder, values);
      return simulator.swapBankAccountByHolder(part('id'), bank, { force });
    },
  },
  {
    method: 'POST',
    path: '/accounts/:id/self_payout',
    handle: ({ simulator, values, part }) => {
      const { force = false, ...payout } = checked(selfPayout, values);
      return simulator.selfPayout({ ...payout, account: part('id') }, { force });
    },
  },
  {
    method: 'GET',
    path: '/accounts/:id/sessions',
    handle: ({ simulator, part }) => simulator.core.store.accountSessions.rows(part('id')),
  },
  {
    method: 'GET',
    path: '/account_sessions',
    handle: ({ simulator }) => simulator.core.store.accountSessions.entries().map(([, row]) => row),
  },
];

function setSchedule({ simulator, values, part }: ControlCall): object {
  const { force = false, ...schedule } = checked(scheduleByHolder, values);
  return simulator.setScheduleByHolder(part('id'), schedule, { force });
}
