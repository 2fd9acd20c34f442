import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { payoutOf } from '../resources/payouts.ts';
import type { ApiRequest, Route } from '../router.ts';

export const balanceTransactionRoutes: Route[] = ['/v1/balance_transactions', '/v1/balance/history'].flatMap(
  (path): Route[] => [
    { method: 'GET', path, handle: list },
    { method: 'GET', path: `${path}/:id`, handle: retrieve },
  ],
);

function retrieve({ core, owner, part }: ApiRequest): object {
  const transaction = core.store.balanceTransactions.get(owner, part('id'));
  if (transaction === undefined) throw missing('balance transaction', part('id'));
  return transaction;
}

function list(request: ApiRequest): object {
  const { params } = request;
  params.only(...PAGE_PARAMS, 'created', 'currency', 'payout', 'source', 'type');
  const currency = params.text('currency');
  const type = params.text('type');
  return listPage(
    candidates(request),
    params,
    '/v1/balance_transactions',
    (transaction) =>
      (currency === undefined || transaction.currency === currency) &&
      (type === undefined || transaction.type === type),
  );
}

function candidates({ core, owner, params }: ApiRequest): readonly Stripe.BalanceTransaction[] {
  const { store } = core;
  const payoutId = params.text('payout');
  const source = params.text('source');
  if (payoutId !== undefined) {
    const payout = payoutOf(core, owner, payoutId);
    if (payout.reconciliation_status === 'not_applicable') {
      throw invalid(
        'Balance transaction history can only be filtered on automatic payouts, not manual.',
        'payout',
      );
    }
    if (payout.reconciliation_status !== 'completed') {
      throw refused('payout_reconciliation_not_ready', `Payout ${payoutId} is not reconciled yet.`, 'payout');
    }
    const contents = (store.payoutComposition.get(payoutId) ?? []).flatMap((id) => {
      const transaction = store.balanceTransactions.get(owner, id);
      return transaction === undefined ? [] : [transaction];
    });
    return contents.sort((left, right) => left.created - right.created);
  }
  if (source !== undefined) {
    const own = (id: string) => store.balanceTransactions.get(owner, id) !== undefined;
    return store.balanceTransactions.by('source', source).filter((transaction) => own(transaction.id));
  }
  return store.balanceTransactions.rows(owner);
}
