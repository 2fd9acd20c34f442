import type Stripe from 'stripe';
import { invalid, missing } from '../api-error.ts';
import { addEndpoint } from '../deliver.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import type { ApiRequest, Route } from '../router.ts';

const PATH = '/v1/webhook_endpoints';

export const webhookEndpointRoutes: Route[] = [
  { method: 'POST', path: PATH, handle: create },
  { method: 'GET', path: PATH, handle: list },
  { method: 'GET', path: `${PATH}/:id`, handle: (request) => own(request).endpoint },
  { method: 'POST', path: `${PATH}/:id`, handle: update },
  { method: 'DELETE', path: `${PATH}/:id`, handle: remove },
];

function own({ core, owner, part }: ApiRequest) {
  const record = core.store.webhookEndpoints.get(owner, part('id'));
  if (record === undefined) throw missing('webhook endpoint', part('id'));
  return record;
}

function create({ core, params }: ApiRequest): object {
  params.only('api_version', 'connect', 'description', 'enabled_events', 'metadata', 'url');
  const enabledEvents = params.texts('enabled_events');
  if (enabledEvents === undefined) {
    throw invalid('Missing required param: enabled_events.', 'enabled_events', 'parameter_missing');
  }
  const record = addEndpoint(core, {
    kind: params.boolean('connect') === true ? 'connect' : 'account',
    url: params.requiredText('url'),
    enabledEvents,
    apiVersion: params.text('api_version') ?? null,
    description: params.text('description') ?? null,
    metadata: params.metadata(),
  });
  // Shown once, at creation.
  return { ...record.endpoint, secret: record.secret } satisfies Stripe.WebhookEndpoint;
}

function list({ core, owner, params }: ApiRequest): object {
  const page = listPage(core.store.webhookEndpoints.rows(owner), params.only(...PAGE_PARAMS), PATH);
  return { ...page, data: page.data.map((record) => record.endpoint) };
}

function update(request: ApiRequest): object {
  const { params } = request;
  params.only('description', 'disabled', 'enabled_events', 'metadata', 'url');
  const { endpoint } = own(request);
  const disabled = params.boolean('disabled');
  if (disabled !== undefined) endpoint.status = disabled ? 'disabled' : 'enabled';
  endpoint.url = params.text('url') ?? endpoint.url;
  endpoint.enabled_events = params.texts('enabled_events') ?? endpoint.enabled_events;
  return endpoint;
}

function remove(request: ApiRequest): object {
  const { id } = own(request);
  request.core.store.webhookEndpoints.remove(request.owner, id);
  return { id, object: 'webhook_endpoint', deleted: true };
}
