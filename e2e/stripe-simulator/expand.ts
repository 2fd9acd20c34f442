import { invalid } from './api-error.ts';
import type { Core } from './core.ts';
import { Table } from './table.ts';

const MAX_DEPTH = 4;

/** A copy of `body` in which the named ids are replaced by their objects, as far as `owner` may see them. */
export function expand(core: Core, owner: string, body: object, paths: string[]): object {
  if (paths.length === 0) return body;
  const copy = structuredClone(body);
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > MAX_DEPTH + 1)
      throw invalid(
        `You cannot expand more than ${String(MAX_DEPTH)} levels of a property. Property: ${path}`,
        'expand',
      );
    expandStep(core, owner, copy as Record<string, unknown>, steps);
  }
  return copy;
}

function expandStep(core: Core, owner: string, node: Record<string, unknown>, steps: string[]): void {
  const [name = '', ...rest] = steps;
  const value = name === 'refunds' && node['object'] === 'charge' ? refundsOf(core, node) : node[name];
  if (Array.isArray(value)) {
    node[name] = value.map((item: unknown) => expandValue(core, owner, item, rest));
    return;
  }
  if (value === undefined || value === null) return;
  node[name] = expandValue(core, owner, value, rest);
}

function expandValue(core: Core, owner: string, value: unknown, rest: string[]): unknown {
  const found = typeof value === 'string' ? lookUp(core, owner, value) : value;
  if (rest.length > 0 && found !== null && typeof found === 'object') {
    expandStep(core, owner, found as Record<string, unknown>, rest);
  }
  return found ?? value;
}

/** Every table by the beginning of its ids, so that an id finds its object. */
function lookUp(core: Core, owner: string, id: string): object | null {
  const { store } = core;
  const account = store.accounts.find(id)?.row.account;
  if (account !== undefined) return structuredClone(account);
  for (const table of Object.values(store)) {
    if (!(table instanceof Table)) continue;
    const found = table.find(id) as { owner: string; row: object } | undefined;
    if (found?.owner === owner) return structuredClone(found.row);
  }
  const external = store.accounts.find(owner)?.row.account.external_accounts?.data;
  return structuredClone(external?.find((candidate) => candidate.id === id) ?? null);
}

function refundsOf(core: Core, charge: Record<string, unknown>): object {
  const id = String(charge['id']);
  const data = structuredClone([...core.store.refunds.by('charge', id)].reverse());
  return { object: 'list', data, has_more: false, url: `/v1/charges/${id}/refunds` };
}
