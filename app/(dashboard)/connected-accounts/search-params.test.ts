import { expect, it } from 'vitest';
import { readConnectedAccountListRequest } from './search-params.ts';

const CALENDAR = { zone: 'UTC', today: '2026-11-22' } as const;
const read = (raw: Record<string, string>) => readConnectedAccountListRequest(raw, CALENDAR);

it.each(['lifecycle:restricted_soon', 'requirements:past_due', 'requirements:due country:de'])(
  'what has a deadline comes by it: %s',
  (q) => {
    expect(read({ q })).toMatchObject({ order: 'soonest', params: { q } });
    expect(read({ q }).params).not.toHaveProperty('sort');
  },
);

it('another order can be chosen there, the list’s usual one as well, and links go on saying it', () => {
  const q = 'lifecycle:restricted_soon';
  expect(read({ q, sort: 'newest' })).toMatchObject({ order: 'newest', params: { q, sort: 'newest' } });
  expect(read({ q, sort: 'a-z' })).toMatchObject({ order: 'a-z', params: { q, sort: 'a-z' } });
});

it.each(['', 'lifecycle:enabled', 'lifecycle:onboarding'])('all else comes newest first: “%s”', (q) => {
  expect(read({ q })).toMatchObject({ order: 'newest' });
  expect(read({ q, sort: 'newest' }).params).not.toHaveProperty('sort');
});
