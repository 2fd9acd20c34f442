import { invalid, missing } from '../api-error.ts';
import { nowOf } from '../core.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import type { ApiRequest, Route } from '../router.ts';
import { typeMatches } from '../webhook-faults.ts';

const WINDOW_SECONDS = 30 * 86_400;
const MAX_TYPES = 20;

export const eventRoutes: Route[] = [
  { method: 'GET', path: '/v1/events', handle: list },
  { method: 'GET', path: '/v1/events/:id', handle: retrieve },
];

function retrieve({ core, owner, part }: ApiRequest): object {
  const event = core.store.events.get(owner, part('id'));
  if (event === undefined || event.created < nowOf(core) - WINDOW_SECONDS) throw missing('event', part('id'));
  return event;
}

function list({ core, owner, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'created', 'delivery_success', 'type', 'types');
  const type = params.text('type');
  const types = params.texts('types');
  if (type !== undefined && types !== undefined) {
    throw invalid('Use only one of type and types.', 'types', 'parameters_exclusive');
  }
  if ((types?.length ?? 0) > MAX_TYPES) throw invalid(`At most ${String(MAX_TYPES)} types.`, 'types');
  const patterns = type === undefined ? types : [type];
  const delivered = params.boolean('delivery_success');
  const oldest = nowOf(core) - WINDOW_SECONDS;
  return listPage(
    core.store.events.rows(owner),
    params,
    '/v1/events',
    (event) =>
      event.created >= oldest &&
      (patterns === undefined || patterns.some((pattern) => typeMatches(pattern, event.type))) &&
      (delivered === undefined || delivered === (event.pending_webhooks === 0)),
  );
}
