import type { Control } from '../control.ts';
import { checked } from './checked.ts';
import {
  booking,
  exchangeRates,
  newCharge,
  newDeclinedCharge,
  newDispute,
  newRefund,
  newWarning,
} from './money-shapes.ts';

/** The body of these calls is the action's own input, in the names of the programmatic API. */
export const moneyControls: Control[] = [
  {
    method: 'POST',
    path: '/charges',
    handle: ({ simulator, values }) => simulator.createCharge(checked(newCharge, values)),
  },
  {
    method: 'POST',
    path: '/declined_charges',
    handle: ({ simulator, values }) => simulator.createDeclinedCharge(checked(newDeclinedCharge, values)),
  },
  {
    method: 'POST',
    path: '/early_fraud_warnings',
    handle: ({ simulator, values }) => simulator.createEarlyFraudWarning(checked(newWarning, values)),
  },
  {
    method: 'POST',
    path: '/disputes',
    handle: ({ simulator, values }) => simulator.createDispute(checked(newDispute, values)),
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
    handle: ({ simulator, values }) => simulator.createRefund(checked(newRefund, values)),
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
    handle: ({ simulator, values }) => {
      for (const [pair, rate] of Object.entries(checked(exchangeRates, values)))
        simulator.core.store.rates.set(pair, rate);
    },
  },
  {
    method: 'POST',
    path: '/balance_transactions',
    handle: ({ simulator, values }) => simulator.book(checked(booking, values)),
  },
];
