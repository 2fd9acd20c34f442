import { PAGE_PARAMS, listPage } from '../list.ts';
import { earlyFraudWarningOf } from '../resources/early-fraud-warnings.ts';
import type { ApiRequest, Route } from '../router.ts';

const PATH = '/v1/radar/early_fraud_warnings';

export const earlyFraudWarningRoutes: Route[] = [
  { method: 'GET', path: PATH, handle: list },
  {
    method: 'GET',
    path: `${PATH}/:id`,
    handle: ({ core, owner, part }) => earlyFraudWarningOf(core, owner, part('id')),
  },
];

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'charge', 'created', 'payment_intent');
  const charge = params.text('charge');
  const intent = params.text('payment_intent');
  return listPage(
    core.store.earlyFraudWarnings.rows(owner),
    params,
    PATH,
    (warning) =>
      (charge === undefined || warning.charge === charge) &&
      (intent === undefined || warning.payment_intent === intent),
  );
}
