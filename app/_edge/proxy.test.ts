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

it('leads back whoever sends a file that no form takes, and refuses every other such body in words', () => {
  const sent = (path: string, bytes: number) =>
    proxy(
      new NextRequest(`http://localhost:3000${path}`, {
        method: 'POST',
        headers: { 'content-length': String(bytes) },
      }),
    );
  const back = sent('/payouts/propose', 6_000_000);
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe('http://localhost:3000/payouts/propose?refused=too_large#file');
  expect(sent('/settings', 6_000_000).status).toBe(413);
  expect(sent('/payouts/propose', 300_000).status).toBe(200);
});

it('lets a page of ours change something whose browser hides the origin, and leads another site’s form away', () => {
  const sent = (site: string) =>
    proxy(
      new NextRequest('http://localhost:3000/payouts', {
        method: 'POST',
        headers: { host: 'localhost:3000', origin: 'null', 'sec-fetch-site': site },
      }),
    ).headers;
  const ours = sent('same-origin');
  expect(ours.get('x-middleware-next')).toBe('1');
  expect(ours.get('x-middleware-override-headers')?.split(',')).toContain('sec-fetch-site');
  // Next refuses the word with an error of its own, and takes its absence.
  expect(ours.get('x-middleware-override-headers')?.split(',')).not.toContain('origin');
  expect(sent('cross-site').get('x-middleware-rewrite')).toContain('/api/refused');
});
