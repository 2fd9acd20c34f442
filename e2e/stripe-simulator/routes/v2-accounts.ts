import { invalid } from '../api-error.ts';
import type { V2Include } from '../format/v2-account.ts';
import { V2_INCLUDES, formatV2Account } from '../format/v2-account.ts';
import type { ApiRequest, Route } from '../router.ts';
import { recordFor } from './record-for.ts';

export const v2AccountRoutes: Route[] = [
  { method: 'GET', path: '/v2/core/accounts', handle: list },
  {
    method: 'GET',
    path: '/v2/core/accounts/:id',
    handle: ({ core, owner, params, part }) =>
      formatV2Account(
        core,
        recordFor(core, owner, part('id')),
        includesOf(params.only('include').texts('include')),
      ),
  },
];

function includesOf(names: string[] = []): V2Include[] {
  return names.map((name) => {
    const known = V2_INCLUDES.find((include) => include === name);
    if (known === undefined) throw invalid(`Unknown include: ${name}`, 'include');
    return known;
  });
}

/** v2 lists carry no `has_more` and page by address. */
function list({ core, owner, params }: ApiRequest): object {
  params.only('limit', 'page', 'applied_configurations', 'closed');
  const { store } = core;
  const limit = params.integer('limit') ?? 20;
  const page = params.integer('page') ?? 0;
  const all = store.accounts
    .rows(owner)
    .filter((record) => record.id !== store.platformId && record.authorized)
    .reverse();
  const data = all.slice(page * limit, (page + 1) * limit).map((record) => formatV2Account(core, record, []));
  const link = (number: number) => `/v2/core/accounts?limit=${String(limit)}&page=${String(number)}`;
  return {
    data,
    next_page_url: all.length > (page + 1) * limit ? link(page + 1) : null,
    previous_page_url: page > 0 ? link(page - 1) : null,
  };
}
