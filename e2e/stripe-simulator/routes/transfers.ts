import { missing } from '../api-error.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { reverseTransfer } from '../resources/transfer-reversals.ts';
import { createTransfer, transferOf, updateTransfer } from '../resources/transfers.ts';
import type { ApiRequest, Route } from '../router.ts';

const PATH = '/v1/transfers';

export const transferRoutes: Route[] = [
  { method: 'POST', path: PATH, handle: create },
  { method: 'GET', path: PATH, handle: list },
  { method: 'GET', path: `${PATH}/:id`, handle: (request) => own(request) },
  { method: 'POST', path: `${PATH}/:id`, handle: update },
  { method: 'POST', path: `${PATH}/:id/reversals`, handle: createReversal },
  { method: 'GET', path: `${PATH}/:id/reversals`, handle: listReversals },
  { method: 'GET', path: `${PATH}/:id/reversals/:reversal`, handle: retrieveReversal },
];

function own({ core, owner, part }: ApiRequest) {
  if (owner !== core.store.platformId) throw missing('transfer', part('id'));
  return transferOf(core, part('id'));
}

function create({ core, owner, params }: ApiRequest): object {
  params.only(
    'amount',
    'currency',
    'description',
    'destination',
    'metadata',
    'source_transaction',
    'source_type',
    'transfer_group',
  );
  if (owner !== core.store.platformId)
    throw missing('destination', params.text('destination') ?? '', 'destination');
  const amount = params.integer('amount');
  const sourceTransaction = params.text('source_transaction');
  const sourceType = params.oneOf('source_type', ['bank_account', 'card', 'fpx']);
  const destination = params.requiredText('destination');
  if (core.store.accounts.find(destination) === undefined)
    throw missing('destination', destination, 'destination');
  return createTransfer(core, {
    currency: params.requiredText('currency').toLowerCase(),
    destination,
    description: params.text('description') ?? null,
    metadata: params.metadata(),
    transferGroup: params.text('transfer_group') ?? null,
    ...(amount === undefined ? {} : { amount }),
    ...(sourceTransaction === undefined ? {} : { sourceTransaction }),
    ...(sourceType === undefined ? {} : { sourceType }),
  });
}

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'created', 'destination', 'transfer_group');
  const destination = params.text('destination');
  const group = params.text('transfer_group');
  return listPage(
    core.store.transfers.rows(owner),
    params,
    PATH,
    (transfer) =>
      (destination === undefined || transfer.destination === destination) &&
      (group === undefined || transfer.transfer_group === group),
  );
}

function update(request: ApiRequest): object {
  const { core, params } = request;
  params.only('description', 'metadata');
  const transfer = own(request);
  const description = params.text('description');
  return updateTransfer(core, transfer.id, {
    metadata: params.metadata({ ...transfer.metadata }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
  });
}

function createReversal(request: ApiRequest): object {
  const { core, params } = request;
  params.only('amount', 'description', 'metadata', 'refund_application_fee');
  const amount = params.integer('amount');
  return reverseTransfer(core, {
    transfer: own(request).id,
    description: params.text('description') ?? null,
    metadata: params.metadata(),
    refundApplicationFee: params.boolean('refund_application_fee') ?? false,
    ...(amount === undefined ? {} : { amount }),
  });
}

function listReversals(request: ApiRequest): object {
  const { id } = own(request);
  const rows = request.core.store.transferReversals.by('transfer', id);
  return listPage(rows, request.params.only(...PAGE_PARAMS), `${PATH}/${id}/reversals`);
}

function retrieveReversal(request: ApiRequest): object {
  own(request);
  const reversal = request.core.store.transferReversals.get(request.owner, request.part('reversal'));
  if (reversal === undefined) throw missing('transfer reversal', request.part('reversal'));
  return reversal;
}
