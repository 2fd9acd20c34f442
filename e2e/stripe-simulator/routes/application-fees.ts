import { missing } from '../api-error.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { applicationFeeOf, refundApplicationFee } from '../resources/application-fees.ts';
import type { ApiRequest, Route } from '../router.ts';

const PATH = '/v1/application_fees';

export const applicationFeeRoutes: Route[] = [
  { method: 'GET', path: PATH, handle: list },
  { method: 'GET', path: `${PATH}/:id`, handle: (request) => own(request) },
  { method: 'POST', path: `${PATH}/:id/refunds`, handle: createRefund },
  { method: 'GET', path: `${PATH}/:id/refunds`, handle: listRefunds },
];

// Application fees belong to the platform; a connected account sees none.
function own({ core, owner, part }: ApiRequest) {
  if (owner !== core.store.platformId) throw missing('application fee', part('id'));
  return applicationFeeOf(core, part('id'));
}

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'charge', 'created');
  const charge = params.text('charge');
  return listPage(
    core.store.applicationFees.rows(owner),
    params,
    PATH,
    (fee) => charge === undefined || fee.charge === charge || fee.originating_transaction === charge,
  );
}

function createRefund(request: ApiRequest): object {
  const { core, params } = request;
  params.only('amount', 'metadata');
  const options = { creditAccount: true, metadata: params.metadata() };
  return refundApplicationFee(core, own(request).id, params.integer('amount'), options);
}

function listRefunds(request: ApiRequest): object {
  const { id } = own(request);
  return listPage(
    request.core.store.feeRefunds.by('fee', id),
    request.params.only(...PAGE_PARAMS),
    `${PATH}/${id}/refunds`,
  );
}
