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
