import { PAGE_PARAMS, listPage } from '../list.ts';
import { chargeOf } from '../resources/charge-of.ts';
import type { ApiRequest, Route } from '../router.ts';

export const chargeRoutes: Route[] = [
  { method: 'GET', path: '/v1/charges', handle: list },
  {
    method: 'GET',
    path: '/v1/charges/:id',
    handle: ({ core, owner, part }) => chargeOf(core, owner, part('id'), 'id'),
  },
];

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'created', 'customer', 'payment_intent', 'transfer_group');
  const intent = params.text('payment_intent');
  const group = params.text('transfer_group');
  return listPage(
    core.store.charges.rows(owner),
    params,
    '/v1/charges',
    (charge) =>
      (intent === undefined || charge.payment_intent === intent) &&
      (group === undefined || charge.transfer_group === group),
  );
}
