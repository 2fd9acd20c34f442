import { expect, it } from 'vitest';
import { UNOPENED, unopenedBecause } from './unopened-link.ts';

it.each([
  ['too_often', /asked too often.*minute/],
  ['stripe_unavailable', /Stripe does not answer/],
  ['conflict', /Stripe does not answer/],
  ['precondition_failed', /cannot be changed here now/],
  ['not_found', /cannot be changed here now/],
] as const)('a link that is refused as %s is told in its own words', (code, words) => {
  expect(UNOPENED[unopenedBecause(code)]).toMatch(words);
});
