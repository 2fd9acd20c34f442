import { NextRequest } from 'next/server';
import { expect, it, vi } from 'vitest';
import { proxy } from '../../proxy.ts';

function strictTransport(site: string, asked: string): string | null {
  vi.stubEnv('NEXTAUTH_URL', site);
  return proxy(new NextRequest(asked)).headers.get('strict-transport-security');
}

it('asks browsers to stay on https where the site is https, although its server is reached by http', () => {
  const held = 'max-age=63072000; includeSubDomains';
  expect(strictTransport('https://sluice.example', 'http://127.0.0.1:3000/')).toBe(held);
  expect(strictTransport('http://localhost:3000', 'http://localhost:3000/')).toBeNull();
});

function redirectOf(site: string, host: string, path: string, method = 'GET'): string | null {
  vi.stubEnv('NEXTAUTH_URL', site);
  const request = new NextRequest(`http://localhost:3000${path}`, { method, headers: { host } });
  return proxy(request).headers.get('location');
}

it('leads a person at another name of this machine to the name that sign-in and cookies belong to', () => {
  const site = 'http://localhost:3000';
  expect(redirectOf(site, '127.0.0.1:3000', '/payouts?status=failed')).toBe(
    'http://localhost:3000/payouts?status=failed',
  );
  expect(redirectOf(site, '[::1]:3000', '/sign-in')).toBe('http://localhost:3000/sign-in');
  expect(redirectOf('http://127.0.0.1:3000', 'localhost:3001', '/')).toBe('http://127.0.0.1:3001/');
});

it('leads nobody elsewhere from the right name, from another machine, with an action or from an interface', () => {
  const site = 'http://localhost:3000';
  expect(redirectOf(site, 'localhost:3000', '/sign-in')).toBeNull();
  expect(redirectOf(site, 'evil.example', '/sign-in')).toBeNull();
  expect(redirectOf(site, '127.0.0.1.evil.example', '/sign-in')).toBeNull();
  expect(redirectOf('https://sluice.example', '127.0.0.1:3000', '/sign-in')).toBeNull();
  expect(redirectOf(site, '127.0.0.1:3000', '/sign-in', 'POST')).toBeNull();
  expect(redirectOf(site, '127.0.0.1:3000', '/api/health/live')).toBeNull();
});
