import { beforeAll, expect, it } from 'vitest';
import { nextAuthOptions } from './next-auth-options.ts';
import { deviceCookieName } from './session-cookie.ts';

beforeAll(() => {
  process.env['NEXTAUTH_URL'] = 'https://sluice.example';
});

it('over https every cookie of ours is Secure, __Host-, for the whole site and for no other host', () => {
  const browser = {
    userAgent: null,
    sessionId: null,
    deviceToken: null,
    rememberDevice: () => Promise.resolve(),
    keepTyped: () => Promise.resolve(),
  };
  const { sessionToken, csrfToken } = nextAuthOptions(browser).cookies ?? {};
  for (const cookie of [sessionToken, csrfToken]) {
    expect(cookie?.name).toMatch(/^__Host-sluice\./);
    // A browser drops a __Host- cookie that names a domain, another path, or is not Secure.
    expect(cookie?.options).toEqual({ httpOnly: true, sameSite: 'lax', path: '/', secure: true });
  }
  expect(deviceCookieName(true)).toBe('__Host-sluice.device');
});
