import type { Control } from '../control.ts';
import type { Booking } from '../ledger.ts';
import type { NewCharge } from '../resources/charges.ts';
import type { NewDispute } from '../resources/disputes.ts';
import type { NewRefund } from '../resources/refunds.ts';

/** The body of these calls is the action's own input, in the names of the programmatic API. */
export const moneyControls: Control[] = [
  {
    method: 'POST',
    path: '/charges',
    handle: ({ simulator, values }) => simulator.createCharge(values as NewCharge),
  },
  {
    method: 'POST',
    path: '/disputes',
    handle: ({ simulator, values }) => simulator.createDispute(values as NewDispute),
  },
  {
    method: 'POST',
    path: '/disputes/:id/withdraw',
    handle: ({ simulator, params, part }) =>
      simulator.withdrawDisputeFunds(part('id'), params.integer('fee')),
  },
  {
    method: 'POST',
    path: '/disputes/:id/reinstate',
    handle: ({ simulator, params, part }) =>
      simulator.reinstateDisputeFunds(part('id'), params.boolean('return_fee')),
  },
  {
    method: 'POST',
    path: '/disputes/:id/close',
    handle: ({ simulator, params, part }) =>
      simulator.closeDispute(
        part('id'),
        params.oneOf('outcome', ['won', 'lost', 'warning_closed']) ?? 'lost',
      ),
  },
  {
    method: 'POST',
    path: '/refunds',
    handle: ({ simulator, values }) => simulator.createRefund(values as NewRefund),
  },
  {
    method: 'POST',
    path: '/refunds/:id/fail',
    handle: ({ simulator, params, part }) => simulator.failRefund(part('id'), params.text('reason')),
  },
  {
    method: 'POST',
    path: '/topups/:id/succeed',
    handle: ({ simulator, part }) => simulator.succeedTopup(part('id')),
  },
  {
    method: 'POST',
    path: '/reserves',
    handle: ({ simulator, params }) => {
      const amount = params.requiredInteger('amount');
      const args = [
        params.requiredText('account'),
        Math.abs(amount),
        params.requiredText('currency'),
      ] as const;
      return amount > 0 ? simulator.holdReserve(...args) : simulator.releaseReserve(...args);
    },
  },
  {
    method: 'POST',
    path: '/exchange_rates',
    handle: ({ simulator, params }) => {
      for (const pair of Object.keys(params.values))
        simulator.core.store.rates.set(pair, params.number(pair) ?? 1);
    },
  },
  {
    method: 'POST',
    path: '/balance_transactions',
    handle: ({ simulator, values }) => simulator.book(values as unknown as Booking),
  },
];
