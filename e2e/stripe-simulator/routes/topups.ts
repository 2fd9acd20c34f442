import { refused } from '../api-error.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { createTopup, endTopup, topupOf } from '../resources/topups.ts';
import type { ApiRequest, Route } from '../router.ts';

export const topupRoutes: Route[] = [
  { method: 'POST', path: '/v1/topups', handle: create },
  { method: 'GET', path: '/v1/topups', handle: list },
  { method: 'GET', path: '/v1/topups/:id', handle: ({ core, part }) => topupOf(core, part('id')) },
  {
    method: 'POST',
    path: '/v1/topups/:id/cancel',
    handle: ({ core, part }) => endTopup(core, part('id'), 'canceled'),
  },
];

function create({ core, owner, params }: ApiRequest): object {
  if (owner !== core.store.platformId)
    throw refused('platform_account_required', 'Only a platform can create top-ups.');
  params.only(
    'amount',
    'currency',
    'description',
    'metadata',
    'payment_method',
    'payment_method_options',
    'source',
    'statement_descriptor',
    'transfer_group',
  );
  return createTopup(core, {
    amount: params.requiredInteger('amount'),
    currency: params.requiredText('currency').toLowerCase(),
    description: params.text('description') ?? null,
    statementDescriptor: params.text('statement_descriptor') ?? null,
    transferGroup: params.text('transfer_group') ?? null,
    metadata: params.metadata(),
  });
}

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'amount', 'created', 'status');
  const status = params.text('status');
  return listPage(
    core.store.topups.rows(owner),
    params,
    '/v1/topups',
    (topup) => status === undefined || topup.status === status,
  );
}
