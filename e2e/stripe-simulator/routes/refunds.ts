import { invalid, missing } from '../api-error.ts';
import { change, emit } from '../events.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { createRefund, refundOf } from '../resources/refunds.ts';
import type { ApiRequest, Route } from '../router.ts';

export const refundRoutes: Route[] = [
  { method: 'POST', path: '/v1/refunds', handle: create },
  { method: 'GET', path: '/v1/refunds', handle: list },
  {
    method: 'GET',
    path: '/v1/refunds/:id',
    handle: ({ core, owner, part }) => refundOf(core, owner, part('id')),
  },
  { method: 'POST', path: '/v1/refunds/:id', handle: update },
];

function create({ core, owner, params }: ApiRequest): object {
  params.only(
    'amount',
    'charge',
    'metadata',
    'payment_intent',
    'reason',
    'refund_application_fee',
    'reverse_transfer',
    'instructions_email',
  );
  const intentId = params.text('payment_intent');
  const intent = intentId === undefined ? undefined : core.store.paymentIntents.get(owner, intentId);
  if (intentId !== undefined && intent === undefined)
    throw missing('payment_intent', intentId, 'payment_intent');
  const charge =
    params.text('charge') ?? (typeof intent?.latest_charge === 'string' ? intent.latest_charge : undefined);
  if (charge === undefined) {
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  }
  const amount = params.integer('amount');
  return createRefund(core, {
    account: owner,
    charge,
    reason: params.oneOf('reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null,
    metadata: params.metadata(),
    refundApplicationFee: params.boolean('refund_application_fee') ?? false,
    reverseTransfer: params.boolean('reverse_transfer') ?? false,
    ...(amount === undefined ? {} : { amount }),
  });
}

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'charge', 'created', 'payment_intent');
  const charge = params.text('charge');
  const intent = params.text('payment_intent');
  const rows =
    charge === undefined
      ? core.store.refunds.rows(owner)
      : core.store.refunds.by('charge', charge).filter((refund) => core.store.refunds.get(owner, refund.id));
  return listPage(
    rows,
    params,
    '/v1/refunds',
    (refund) => intent === undefined || refund.payment_intent === intent,
  );
}

function update({ core, owner, params, part }: ApiRequest): object {
  params.only('metadata');
  const refund = refundOf(core, owner, part('id'));
  const previous = change(refund, { metadata: params.metadata({ ...refund.metadata }) });
  if (Object.keys(previous).length > 0) emit(core, owner, 'refund.updated', refund, previous);
  return refund;
}
