import { PAGE_PARAMS, createdOf, listPage } from '../list.ts';
import type { Created } from '../table.ts';
import { change, emit } from '../events.ts';
import { cancelPayout, reversePayout } from '../resources/payout-states.ts';
import { createPayout, payoutOf } from '../resources/payouts.ts';
import type { ApiRequest, Route } from '../router.ts';

export const payoutRoutes: Route[] = [
  { method: 'POST', path: '/v1/payouts', handle: create },
  { method: 'GET', path: '/v1/payouts', handle: list },
  {
    method: 'GET',
    path: '/v1/payouts/:id',
    handle: ({ core, owner, part }) => payoutOf(core, owner, part('id')),
  },
  { method: 'POST', path: '/v1/payouts/:id', handle: update },
  {
    method: 'POST',
    path: '/v1/payouts/:id/cancel',
    handle: ({ core, owner, params, part }) => {
      params.only();
      return cancelPayout(core, owner, part('id'));
    },
  },
  {
    method: 'POST',
    path: '/v1/payouts/:id/reverse',
    handle: ({ core, owner, params, part }) =>
      reversePayout(core, owner, part('id'), params.only('metadata').metadata()),
  },
];

function create({ core, owner, params }: ApiRequest): object {
  params.only(
    'amount',
    'currency',
    'description',
    'destination',
    'metadata',
    'method',
    'payout_method',
    'source_type',
    'statement_descriptor',
  );
  const destination = params.text('destination');
  const sourceType = params.oneOf('source_type', ['bank_account', 'card', 'fpx']);
  return createPayout(core, {
    account: owner,
    amount: params.requiredInteger('amount'),
    currency: params.requiredText('currency').toLowerCase(),
    description: params.text('description') ?? null,
    metadata: params.metadata(),
    method: params.oneOf('method', ['standard', 'instant']) ?? 'standard',
    statementDescriptor: params.text('statement_descriptor') ?? null,
    ...(destination === undefined ? {} : { destination }),
    ...(sourceType === undefined ? {} : { sourceType }),
  });
}

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'arrival_date', 'created', 'destination', 'status');
  const status = params.oneOf('status', ['pending', 'in_transit', 'paid', 'failed', 'canceled']);
  const destination = params.text('destination');
  const arrival = createdOf(params, 'arrival_date');
  return listPage(
    core.store.payouts.rows(owner),
    params,
    '/v1/payouts',
    (payout) =>
      (status === undefined || payout.status === status) &&
      (destination === undefined || payout.destination === destination) &&
      (arrival === undefined || within(payout.arrival_date, arrival)),
  );
}

function within(at: number, window: Created): boolean {
  return (
    at > (window.gt ?? -Infinity) &&
    at >= (window.gte ?? -Infinity) &&
    at < (window.lt ?? Infinity) &&
    at <= (window.lte ?? Infinity)
  );
}

function update({ core, owner, params, part }: ApiRequest): object {
  params.only('metadata');
  const payout = payoutOf(core, owner, part('id'));
  const previous = change(payout, { metadata: params.metadata({ ...payout.metadata }) });
  if (Object.keys(previous).length > 0) emit(core, owner, 'payout.updated', payout, previous);
  return payout;
}
