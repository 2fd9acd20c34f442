import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LISTS } from '#lib/tables/view-params.ts';
import { listPlace } from './list-places.ts';

it.each(LISTS)('an export of %s leads back to its page', (list) => {
  const href = listPlace(list, '')?.href;
  expect(existsSync(new URL(`..${String(href)}/page.tsx`, import.meta.url))).toBe(true);
});

it('keeps the line that was exported', () => {
  expect(listPlace('payouts', 'status:failed amount:>500 eur')?.href).toBe(
    '/payouts/stripe?q=status%3Afailed%20amount%3A%3E500%20eur',
  );
});

it('knows no list that is not there', () => {
  expect(listPlace('refunds', '')).toBeNull();
  expect(listPlace('constructor', '')).toBeNull();
});
