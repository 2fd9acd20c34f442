import { change } from '../events.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { closeDispute, disputeOf, submitDispute } from '../resources/disputes.ts';
import type { ApiRequest, Route } from '../router.ts';

export const disputeRoutes: Route[] = [
  { method: 'GET', path: '/v1/disputes', handle: list },
  {
    method: 'GET',
    path: '/v1/disputes/:id',
    handle: ({ core, owner, part }) => disputeOf(core, owner, part('id')),
  },
  { method: 'POST', path: '/v1/disputes/:id', handle: update },
  {
    method: 'POST',
    path: '/v1/disputes/:id/close',
    handle: ({ core, owner, part }) => closeDispute(core, disputeOf(core, owner, part('id')).id, 'lost'),
  },
];

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'charge', 'created', 'payment_intent');
  const charge = params.text('charge');
  const intent = params.text('payment_intent');
  return listPage(
    core.store.disputes.rows(owner),
    params,
    '/v1/disputes',
    (dispute) =>
      (charge === undefined || dispute.charge === charge) &&
      (intent === undefined || dispute.payment_intent === intent),
  );
}

function update({ core, owner, params, part }: ApiRequest): object {
  params.only('evidence', 'metadata', 'submit');
  const dispute = disputeOf(core, owner, part('id'));
  if (params.has('metadata')) change(dispute, { metadata: params.metadata({ ...dispute.metadata }) });
  const text = params.hash('evidence')?.text('uncategorized_text');
  if (text !== undefined) dispute.evidence.uncategorized_text = text;
  return params.boolean('submit') === false ? dispute : submitDispute(core, owner, dispute.id);
}
