import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sealSession } from '#lib/auth/sealed-session.fixture.ts';
import { sessionCookieName } from '#lib/auth/session-cookie.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { POST } from '../preferences/route.ts';

/** What Next hands to whatever runs in a request. */
const asked = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock('next/headers', () => ({
  headers: () => Promise.resolve(asked.headers),
  cookies: () =>
    Promise.resolve({
      get: (name: string) => (asked.cookies.has(name) ? { name, value: asked.cookies.get(name) } : undefined),
    }),
}));

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into operators (operator_id, email, name, role)
    values ('opr_anna', 'anna@acme.example', 'Anna', 'finance_operator')`;
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  await sql`delete from operator_preferences`;
  asked.cookies = new Map();
});

async function signedIn(): Promise<void> {
  const sessionId = randomUUID();
  await sql`insert into operator_sessions (session_id, operator_id) values (${sessionId}, 'opr_anna')`;
  // By both names: whether the site is secure is worked out once per process, and these tests pretend both.
  for (const isSecure of [true, false])
    asked.cookies.set(sessionCookieName(isSecure), await sealSession(sessionId));
}

/** As the server behind a proxy sees it: the address says http whatever the browser asked for. */
function post(form: Record<string, string>, headers: Record<string, string>): Promise<Response> {
  asked.headers = new Headers(headers);
  return POST(
    new Request('http://127.0.0.1:3000/preferences', {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    }),
  );
}

const fromPage = (page: string) => ({
  'sec-fetch-site': 'same-origin',
  host: new URL(page).host,
  referer: page,
});

async function kept() {
  const [row] = await sql`select zone, theme, density, single_keys from operator_preferences`;
  return row;
}

describe('preferences', () => {
  it('over http on this machine are kept, and the page they came from is shown again', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
    await signedIn();
    const answer = await post(
      { density: 'compact' },
      fromPage('http://localhost:3000/payouts?status=failed'),
    );
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/payouts?status=failed');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await kept()).toMatchObject({ density: 'compact' });
  });

  it('behind TLS keep the theme for the sign-in page too, in a cookie that only https carries', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'https://sluice.example');
    await signedIn();
    const answer = await post({ theme: 'dark' }, fromPage('https://sluice.example/payouts'));
    expect(answer.headers.get('location')).toBe('/payouts');
    expect(answer.headers.getSetCookie()).toEqual([
      'sluice.theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=lax; Secure',
    ]);
    expect(await kept()).toMatchObject({ theme: 'dark' });
  });

  it('say on the settings that they were kept, at their section', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
    await signedIn();
    const from = fromPage('http://localhost:3000/settings?saved=theme');
    const answer = await post({ zone: 'tokyo' }, from);
    expect(answer.headers.get('location')).toBe('/settings?saved=zone#zone');
    expect(await kept()).toMatchObject({ zone: 'Asia/Tokyo' });
  });

  it('ask back about a zone that is none or could be several, and change nothing', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
    await signedIn();
    const answer = await post({ zone: 'berl & <b>' }, fromPage('http://localhost:3000/settings'));
    expect(answer.headers.get('location')).toBe('/settings?like=berl+%26+%3Cb%3E#zone');
    expect(await kept()).toBeUndefined();
  });

  it('never lead to another site, and keep nothing that is not one of ours', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'https://sluice.example');
    await signedIn();
    const headers = { ...fromPage('https://sluice.example/'), referer: 'https://evil.example/payouts' };
    expect((await post({ density: 'compact' }, headers)).headers.get('location')).toBe('/');
    const refused = await post({ theme: 'pink; Domain=evil.example' }, headers);
    expect(refused.headers.get('location')).toBe('/settings?refused=theme#theme');
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect((await post({ colour: 'red' }, headers)).headers.get('location')).toBe('/');
    expect(await kept()).toMatchObject({ theme: 'system', density: 'compact' });
  });

  it('are asked for as a form: any other body is answered in words, and nothing is kept', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
    await signedIn();
    const headers = fromPage('http://localhost:3000/payouts');
    asked.headers = new Headers(headers);
    const bodies: [BodyInit | null, Record<string, string>][] = [
      [null, {}],
      ['{"theme":"dark"}', { 'content-type': 'application/json' }],
      ['theme=dark', { 'content-type': 'multipart/form-data; boundary=x' }],
    ];
    for (const [body, type] of bodies) {
      const answer = await POST(
        new Request('http://127.0.0.1:3000/preferences', {
          method: 'POST',
          body,
          headers: { ...headers, ...type },
        }),
      );
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/^Send a form/)]);
    }
    expect(await kept()).toBeUndefined();
  });

  it('of nobody and from another site are not kept', async () => {
    vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000');
    const page = fromPage('http://localhost:3000/payouts');
    const stranger = await post({ theme: 'dark' }, page);
    expect(stranger.headers.get('location')).toBe('/payouts');
    expect(stranger.headers.getSetCookie()).toEqual([]);
    await signedIn();
    const foreign = await post({ theme: 'dark' }, { ...page, 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.getSetCookie()).toEqual([]);
    expect(await kept()).toBeUndefined();
  });
});
