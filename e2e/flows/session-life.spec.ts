import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, signIn, test } from '../fixtures.ts';
import { newVisitor, postToNextAuth, signedInVisitor, type Visitor } from '../http-client.ts';
import { sql } from '../stack-under-test.ts';

const SESSION = 'sluice.session';
const INES = 'opr_demo_ines';

let site: string;
test.beforeAll(({ baseURL }) => {
  site = baseURL ?? '';
});

const pageStatus = async (visitor: Visitor, path = '/payouts'): Promise<number> =>
  (await visitor.ask(path)).status;

async function newestSession(operatorId: string): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select session_id as id from operator_sessions where operator_id = ${operatorId}
    order by created_at desc limit 1`;
  return row?.id ?? '';
}

async function isOpen(sessionId: string): Promise<boolean> {
  return (
    (await sql`select 1 from operator_sessions where session_id = ${sessionId} and revoked_at is null`)
      .length > 0
  );
}

test('signing in makes a new session, whatever the cookie said before, and ends the old one', async () => {
  const visitor = newVisitor(site);
  visitor.cookies.set(SESSION, 'planted-by-somebody');
  await postToNextAuth(visitor, '/api/auth/callback/demo-persona', { operatorId: INES });
  const first = visitor.cookies.get(SESSION);
  const firstId = await newestSession(INES);
  expect(first).not.toBe('planted-by-somebody');
  await postToNextAuth(visitor, '/api/auth/callback/demo-persona', { operatorId: INES });
  const secondId = await newestSession(INES);
  expect(secondId).not.toBe(firstId);
  expect(visitor.cookies.get(SESSION)).not.toBe(first);
  expect([await isOpen(firstId), await isOpen(secondId)]).toEqual([false, true]);
  const withOldCookie = newVisitor(site);
  withOldCookie.cookies.set(SESSION, first ?? '');
  expect(await pageStatus(withOldCookie)).toBe(401);
});

test('a cookie from before sign-out is worth nothing after it', async () => {
  const visitor = await signedInVisitor(site, INES);
  const kept = visitor.cookies.get(SESSION) ?? '';
  await visitor.ask('/sign-out', { method: 'POST', headers: { origin: site } });
  expect(visitor.cookies.has(SESSION)).toBe(false);
  const thief = newVisitor(site);
  thief.cookies.set(SESSION, kept);
  expect(await pageStatus(thief)).toBe(401);
});

test('idle and absolute ends count for the page, and next-auth’s own renewal does not put them off', async () => {
  const visitor = await signedInVisitor(site, INES);
  const sessionId = await newestSession(INES);
  await sql`update operator_sessions set last_seen_at = now() - interval '15 minutes 1 second' where session_id = ${sessionId}`;
  expect((await visitor.ask('/api/auth/session')).status).toBe(200);
  expect(await pageStatus(visitor)).toBe(401);

  const other = await signedInVisitor(site, INES);
  const otherId = await newestSession(INES);
  await sql`update operator_sessions set created_at = now() - interval '12 hours 1 second', last_seen_at = now()
            where session_id = ${otherId}`;
  await other.ask('/api/auth/session');
  expect(await pageStatus(other)).toBe(401);
});

test('a change of role and being disabled count at the next request', async () => {
  const visitor = await signedInVisitor(site, 'opr_demo_vera');
  expect(await pageStatus(visitor, '/settings/people')).toBe(200);
  try {
    await sql`update operators set role = 'risk_reviewer' where operator_id = 'opr_demo_vera'`;
    expect(await pageStatus(visitor, '/settings/people')).toBe(403);
    await sql`update operators set disabled_at = now() where operator_id = 'opr_demo_vera'`;
    expect(await pageStatus(visitor)).toBe(401);
  } finally {
    await sql`update operators set role = 'viewer', disabled_at = null where operator_id = 'opr_demo_vera'`;
  }
});

test('one browser ends all others, and they notice at their next request', async ({ page }) => {
  const other = await signedInVisitor(site, INES);
  await signIn(page, 'Ines Okafor', '/settings/sessions');
  await page.getByRole('button', { name: 'End all other sessions' }).click();
  await expect(page.getByText('Only this one is left.')).toBeVisible();
  await expect(page.getByText('This browser')).toBeVisible();
  expect(await pageStatus(other)).toBe(401);
  await page.reload();
  await expect(page.getByText('This browser')).toBeVisible();
});

test('what next-auth’s session address is told changes nothing', async () => {
  const visitor = await signedInVisitor(site, 'opr_demo_vera');
  const marek = await signedInVisitor(site, 'opr_demo_marek');
  const stolenId = await newestSession('opr_demo_marek');
  const { text } = await visitor.ask('/api/auth/csrf');
  const { csrfToken } = JSON.parse(text) as { csrfToken: string };
  const answer = await visitor.ask('/api/auth/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: site },
    body: JSON.stringify({
      csrfToken,
      data: { sid: stolenId, role: 'administrator', user: { role: 'administrator' }, sub: 'opr_demo_marek' },
    }),
  });
  expect(answer.text).not.toMatch(/administrator|marek|sid|ses_/);
  const people = await visitor.ask('/settings/people');
  expect(people.text).toContain('Vera Holm');
  expect(people.text).not.toContain('id="invite"');
  expect((await marek.ask('/settings/people')).text).toContain('id="invite"');
});

test('a tampered, foreign or missing seal opens nothing, and no header stands in for the cookie', async () => {
  const visitor = await signedInVisitor(site, INES);
  const cookie = visitor.cookies.get(SESSION) ?? '';
  const middle = Math.floor(cookie.length / 2);
  const flipped = cookie.slice(0, middle) + (cookie[middle] === 'A' ? 'B' : 'A') + cookie.slice(middle + 1);
  const [head = '', key = '', iv = '', text = ''] = cookie.split('.');
  const unsealed = Buffer.from(JSON.stringify({ sid: await newestSession(INES) })).toString('base64url');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const value of [
    flipped,
    `${head}.${key}.${iv}.${text}.`,
    `${none}.${unsealed}.`,
    unsealed,
    '',
    'null',
  ]) {
    const forger = newVisitor(site);
    if (value !== '') forger.cookies.set(SESSION, value);
    expect([401, 307], value.slice(0, 20)).toContain(await pageStatus(forger));
  }
  for (const headers of [
    { authorization: `Bearer ${cookie}` },
    { authorization: `Bearer ${await newestSession(INES)}` },
    { 'x-session-id': await newestSession(INES), 'x-operator-id': INES },
  ]) {
    const stranger = newVisitor(site);
    expect((await stranger.ask('/payouts', { headers })).status).toBe(307);
    expect((await stranger.ask('/api/events/stream', { headers })).status).toBe(401);
  }
  for (const name of [
    '__Host-sluice.session',
    'next-auth.session-token',
    '__Secure-next-auth.session-token',
  ]) {
    const stranger = newVisitor(site);
    stranger.cookies.set(name, cookie);
    expect([401, 307], name).toContain(await pageStatus(stranger));
  }
});

test('the pages and the data of a session hold no session id', async () => {
  const visitor = await signedInVisitor(site, INES);
  const sessionId = await newestSession(INES);
  for (const path of ['/settings/sessions', '/api/auth/session', '/'])
    expect((await visitor.ask(path)).text, path).not.toContain(sessionId);
});

test('another site in the same browser changes nothing: forms, fetches, frames, and a link', async ({
  page,
  problems,
}) => {
  await signIn(page, 'Marek Dudek');
  const count = async () =>
    (await sql`select 1 from audit_records where actor_kind = 'operator' and outcome = 'done'`).length;
  const before = await count();
  const sessionId = await newestSession('opr_demo_marek');
  const evil = createServer((request, response) => {
    const target = new URL(request.url ?? '/', 'http://evil').searchParams.get('to') ?? '/sign-out';
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>evil</title>
      <form id="f" method="post" action="${site}${target}"><input name="theme" value="dark"><button>go</button></form>
      <a href="${site}/payouts">A link</a>`);
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const { port } = evil.address() as AddressInfo; // a TCP server has one
  // The same site by its name, another origin by its port: cookies are sent even with SameSite.
  const neighbours = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  try {
    for (const from of neighbours) {
      for (const to of [
        '/sign-out',
        '/preferences',
        '/api/auth/signout',
        '/api/auth/session',
        '/settings/people',
      ]) {
        await page.goto(`${from}/?to=${encodeURIComponent(to)}`);
        await page.getByRole('button', { name: 'go' }).click();
        await page.waitForLoadState();
      }
      await page.goto(from);
      await page.evaluate(async (address) => {
        const send = (path: string, init: RequestInit) =>
          fetch(address + path, { credentials: 'include', mode: 'no-cors', ...init }).catch(() => null);
        await send('/sign-out', { method: 'POST' });
        await send('/preferences', { method: 'POST', body: new URLSearchParams({ theme: 'dark' }) });
        await send('/settings/people', { method: 'POST', body: new FormData() });
        await send('/sign-out', { method: 'GET' });
      }, site);
    }
    expect(await count()).toBe(before);
    expect(await isOpen(sessionId)).toBe(true);
    await page.goto(neighbours[1] ?? '');
    await page.getByRole('link', { name: 'A link' }).click();
    await expect(page).toHaveURL(`${site}/payouts`);
    await expect(page.getByText('Marek Dudek', { exact: true }).first()).toBeVisible();
    const theme = (await page.context().cookies()).find(({ name }) => name === 'sluice.theme');
    expect(theme).toBeUndefined();
    // The other site's own fetches are told no, and its page prints that; nothing else may be printed.
    expect(problems.filter((text) => !text.includes('ERR_BLOCKED_BY_RESPONSE.NotSameOrigin'))).toEqual([]);
    problems.splice(0);
  } finally {
    evil.closeAllConnections();
    evil.close();
  }
});
