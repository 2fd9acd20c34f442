import { describe, expect, it } from 'vitest';
import { callbackPath } from './callback-path.ts';

const SITE = 'https://sluice.example';

describe('where sign-in leads', () => {
  it.each([
    ['/payouts?status=failed', '/payouts?status=failed'],
    ['https://sluice.example/events/evt_1', '/events/evt_1'],
    ['payouts', '/payouts'],
  ])('keeps a path of this site: %s', (asked, expected) => {
    expect(callbackPath(asked, SITE)).toBe(expected);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/payouts',
    'https://sluice.example.evil.example/',
    'https://sluice.example@evil.example/',
    'http://sluice.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    '/\t/evil.example',
    '/.//evil.example',
    'https:evil.example',
    'http://[',
    '/sign-in?callbackUrl=/sign-in',
    '/api/auth/signout',
    '',
    null,
    undefined,
  ])('never leaves it: %s', (asked) => {
    const path = callbackPath(asked, SITE);
    expect(new URL(path, SITE).origin).toBe(SITE);
    expect(path).toMatch(/^\/(evil\.example)?$/);
  });
});
