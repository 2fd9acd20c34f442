import { describe, expect, it, vi } from 'vitest';
import { POST } from './route.ts';

/** As the server behind a proxy sees it: the address says http whatever the browser asked for. */
function post(form: Record<string, string>, headers: Record<string, string>): Promise<Response> {
  return POST(
    new Request('http://127.0.0.1:3000/preferences', {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }),
  );
}

const fromPage = (origin: string) => ({
  'sec-fetch-site': 'same-origin',
  host: new URL(origin).host,
  referer: `${origin}/payouts?status=failed`,
});

describe('preferences', () => {
  it('behind TLS go back to the page they came from, in a cookie that only https carries', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'https://sluice.example');
    const answer = await post({ theme: 'dark' }, fromPage('https://sluice.example'));
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/payouts?status=failed');
    expect(answer.headers.getSetCookie()).toEqual([
      'sluice.theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=lax; Secure',
    ]);
  });

  it('over http on this machine are kept without that mark', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
    const answer = await post({ zone: 'Europe/Berlin' }, fromPage('http://localhost:3000'));
    expect(answer.headers.get('location')).toBe('/payouts?status=failed');
    expect(answer.headers.getSetCookie()).toEqual([
      'sluice.zone=Europe%2FBerlin; Path=/; Max-Age=31536000; HttpOnly; SameSite=lax',
    ]);
  });

  it('never lead to another site, and keep nothing that is not one of ours', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'https://sluice.example');
    const headers = { ...fromPage('https://sluice.example'), referer: 'https://evil.example/payouts' };
    const answer = await post({ theme: 'pink; Domain=evil.example', density: 'compact' }, headers);
    expect(answer.headers.get('location')).toBe('/');
    expect(answer.headers.getSetCookie()).toHaveLength(1);
    const refused = await post({ theme: 'dark' }, { 'sec-fetch-site': 'cross-site' });
    expect(refused.status).toBe(403);
    expect(refused.headers.getSetCookie()).toEqual([]);
  });
});
