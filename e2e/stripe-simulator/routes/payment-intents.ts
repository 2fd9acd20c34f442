import { missing } from '../api-error.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import { confirmPaymentIntent, createPaymentIntent } from '../resources/payment-intents.ts';
import type { ApiRequest, Route } from '../router.ts';

const PATH = '/v1/payment_intents';

export const paymentIntentRoutes: Route[] = [
  { method: 'POST', path: PATH, handle: create },
  {
    method: 'GET',
    path: PATH,
    handle: ({ core, owner, params }) =>
      listPage(
        core.store.paymentIntents.rows(owner),
        params.only(...PAGE_PARAMS, 'created', 'customer'),
        PATH,
      ),
  },
  { method: 'GET', path: `${PATH}/:id`, handle: retrieve },
  {
    method: 'POST',
    path: `${PATH}/:id/confirm`,
    handle: ({ core, owner, params, part }) =>
      confirmPaymentIntent(core, owner, part('id'), params.text('payment_method') ?? 'pm_card_visa'),
  },
];

function create({ core, owner, params }: ApiRequest): object {
  params.only(
    'allowed_payment_method_types',
    'amount',
    'application_fee_amount',
    'automatic_payment_methods',
    'confirm',
    'currency',
    'description',
    'metadata',
    'on_behalf_of',
    'payment_method',
    'return_url',
    'transfer_data',
    'transfer_group',
  );
  const applicationFee = params.integer('application_fee_amount');
  const transferData = params.hash('transfer_data');
  const destination = transferData?.text('destination');
  const transferAmount = transferData?.integer('amount');
  const intent = createPaymentIntent(core, {
    amount: params.requiredInteger('amount'),
    currency: params.requiredText('currency').toLowerCase(),
    description: params.text('description') ?? null,
    metadata: params.metadata(),
    onBehalfOf: params.text('on_behalf_of') ?? null,
    transferGroup: params.text('transfer_group') ?? null,
    ...(owner === core.store.platformId ? {} : { account: owner }),
    ...(applicationFee === undefined ? {} : { applicationFee }),
    ...(destination === undefined ? {} : { destination }),
    ...(transferAmount === undefined ? {} : { transferAmount }),
  });
  if (params.boolean('confirm') !== true) return intent;
  return confirmPaymentIntent(core, owner, intent.id, params.text('payment_method') ?? 'pm_card_visa');
}

function retrieve({ core, owner, part }: ApiRequest): object {
  const intent = core.store.paymentIntents.get(owner, part('id'));
  if (intent === undefined) throw missing('payment_intent', part('id'), 'intent');
  return intent;
}
