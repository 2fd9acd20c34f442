import { expect, it } from 'vitest';
import { hasBearerToken } from './bearer-token.ts';

const EXPECTED = 'a-token-of-some-length';

it.each([
  ['Bearer a-token-of-some-length', true],
  ['Bearer a-token-of-some-lengtH', false],
  ['Bearer a-token-of-some-length-and-more', false],
  ['Bearer ', false],
  ['Basic a-token-of-some-length', false],
  ['a-token-of-some-length', false],
])('%s → %s', (authorization, expected) => {
  expect(hasBearerToken(new Headers({ authorization }), EXPECTED)).toBe(expected);
});

it('refuses a request without the header', () => {
  expect(hasBearerToken(new Headers(), EXPECTED)).toBe(false);
});
