import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LISTS } from '#lib/tables/view-params.ts';
import { listPlace } from './list-places.ts';

const WHOLE = { query: '', sort: null, columns: null };

it.each(LISTS)('an export of %s leads back to its page', (list) => {
  const href = listPlace(list, WHOLE)?.href;
  expect(existsSync(new URL(`..${String(href)}/page.tsx`, import.meta.url))).toBe(true);
});

it('keeps the line, the order and the columns that were exported', () => {
  const view = { query: 'status:failed amount:>500 eur', sort: 'oldest', columns: ['amount', 'created'] };
  const address = new URL(listPlace('payouts', view)?.href ?? '', 'https://sluice.test');
  expect(address.pathname).toBe('/payouts/stripe');
  expect(Object.fromEntries(address.searchParams)).toEqual({
    q: 'status:failed amount:>500 eur',
    sort: 'oldest',
    cols: 'amount,created',
  });
});

it('knows no list that is not there', () => {
  expect(listPlace('refunds', WHOLE)).toBeNull();
  expect(listPlace('constructor', WHOLE)).toBeNull();
});
