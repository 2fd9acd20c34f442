import type { Control } from '../control.ts';
import { checked } from './checked.ts';
import { payoutFailure } from './money-shapes.ts';

export const payoutControls: Control[] = [
  {
    method: 'POST',
    path: '/payouts/:id/in_transit',
    handle: ({ simulator, part }) => simulator.putInTransit(part('id')),
  },
  {
    method: 'POST',
    path: '/payouts/:id/paid',
    handle: ({ simulator, part }) => simulator.markPaid(part('id')),
  },
  {
    method: 'POST',
    path: '/payouts/:id/fail',
    handle: ({ simulator, values, part }) =>
      simulator.failPayout(part('id'), checked(payoutFailure, values).code),
  },
  {
    method: 'POST',
    path: '/payouts/:id/reconcile',
    handle: ({ simulator, part }) => simulator.completeReconciliation(part('id')),
  },
  {
    method: 'POST',
    path: '/payouts/:id/trace_id',
    handle: ({ simulator, params, part }) => simulator.setTraceId(part('id'), params.text('value')),
  },
  {
    method: 'POST',
    path: '/run_automatic_payouts',
    handle: ({ simulator, params }) => {
      const account = params.text('account');
      const { store } = simulator.core;
      const accounts =
        account === undefined ? store.accounts.rows(store.platformId).map(({ id }) => id) : [account];
      return accounts.flatMap((id) => simulator.runAutomaticPayouts(id));
    },
  },
];
