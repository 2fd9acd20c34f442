import { randomUUID } from 'node:crypto';
import { expect, expectAccessible, test } from '../fixtures.ts';
import { newVisitor, postToNextAuth, type Visitor } from '../http-client.ts';
import { startIdentityProvider, type IdentityProvider, type NextPerson } from '../identity-provider.ts';
import { startProductionWeb, type WebProcess } from '../production-web.ts';
import { sql } from '../stack-under-test.ts';

/*
 * Signing in as a deployment does: no people of the demo, single sign-on with a real provider over HTTP, and the many ways
 * in which an id token can be wrong.
 */

const EMAIL = `olga.${randomUUID().slice(0, 8)}@work.example`;

let provider: IdentityProvider;
let web: WebProcess;

test.beforeAll(async () => {
  provider = await startIdentityProvider();
  web = await startProductionWeb({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
  });
  await sql`insert into operators (operator_id, email, name, role) values (${`opr_${EMAIL}`}, ${EMAIL}, 'Olga Work', 'viewer')`;
});

test.afterAll(async () => {
  await web.stop();
  await provider.stop();
});

test.beforeEach(() => {
  provider.next = { claims: { email: EMAIL } };
});

const openSessions = async (): Promise<number> =>
  (await sql`select 1 from operator_sessions where operator_id = ${`opr_${EMAIL}`} and revoked_at is null`)
    .length;

/** Starts at our form, follows to the provider and stops with the address that leads back. */
async function backFromProvider(visitor: Visitor): Promise<string> {
  const leaving = await postToNextAuth(visitor, '/api/auth/signin/oidc', {});
  const provided = await fetch(leaving.headers.location ?? '', { redirect: 'manual' });
  const back = new URL(provided.headers.get('location') ?? '');
  return back.pathname + back.search;
}

/** The whole way. @returns where it ends */
async function signOn(visitor: Visitor): Promise<string> {
  const { headers } = await visitor.ask(await backFromProvider(visitor));
  return new URL(headers.location ?? 'nowhere', web.url).href;
}

test('a person of the provider who is an operator gets in, and lands where they wanted', async ({
  page,
  problems,
}) => {
  await page.goto(`${web.url}/payouts`);
  await expect(page.getByRole('button', { name: 'Anna Lindqvist' })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await expect(page).toHaveURL(`${web.url}/payouts`);
  await expect(page.getByText('Olga Work')).toBeVisible();
  const [row] = await sql`select provider from operator_sessions where operator_id = ${`opr_${EMAIL}`}
                          order by created_at desc limit 1`;
  expect(row).toEqual({ provider: 'oidc' });
  expect(problems).toEqual([]);
});

test('somebody whom nobody has given access reads why, and gets no session', async ({ page }) => {
  provider.next = { claims: { email: 'stranger@work.example' } };
  await page.goto(`${web.url}/`);
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click();
  await expect(page.getByText('Your identity provider knows you')).toContainText(
    'nobody has given you access to Sluice',
  );
  await expectAccessible(page);
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('sluice.session');
});

const LIES: Record<string, NextPerson> = {
  'an address that is not verified': { claims: { email: EMAIL, email_verified: false } },
  'an address of which nobody says whether it is verified': {
    claims: { email: EMAIL, email_verified: undefined },
  },
  'verified as a word, not as a fact': { claims: { email: EMAIL, email_verified: 'true' } },
  'no address': { claims: {} },
  'another issuer': { claims: { email: EMAIL, iss: 'https://evil.example' } },
  'another audience': { claims: { email: EMAIL, aud: 'another-application' } },
  'several audiences, and not for us to use': {
    claims: { email: EMAIL, aud: ['sluice', 'other'], azp: 'other' },
  },
  'expired an hour ago': { claims: { email: EMAIL, exp: Math.floor(Date.now() / 1000) - 3600 } },
  'another nonce': { claims: { email: EMAIL, nonce: 'replayed' } },
  'no nonce': { claims: { email: EMAIL, nonce: undefined } },
  'a signature of another key': { claims: { email: EMAIL }, isForged: true },
  'no signature': { claims: { email: EMAIL }, isUnsigned: true },
};

for (const [lie, person] of Object.entries(LIES))
  test(`an id token with ${lie} opens nothing`, async () => {
    provider.next = person;
    const before = await openSessions();
    const visitor = newVisitor(web.url);
    const end = await signOn(visitor);
    expect(end).toContain('error=');
    expect(visitor.cookies.has('sluice.session')).toBe(false);
    expect(await openSessions()).toBe(before);
  });

test('the same way without a lie does open', async () => {
  const before = await openSessions();
  const visitor = newVisitor(web.url);
  expect(await signOn(visitor)).toBe(`${web.url}/`);
  expect((await visitor.ask('/payouts')).status).toBe(200);
  expect(await openSessions()).toBe(before + 1);
});

test('a callback is worth something once, in the browser that asked, with the state that it was given', async () => {
  const victim = newVisitor(web.url);
  const back = await backFromProvider(victim);
  const refused = async (visitor: Visitor, path: string): Promise<void> => {
    const { headers } = await visitor.ask(path);
    expect(headers.location).toContain('error=');
    expect(visitor.cookies.has('sluice.session')).toBe(false);
  };
  await refused(newVisitor(web.url), back);
  const attacker = newVisitor(web.url);
  await backFromProvider(attacker);
  await refused(attacker, back);
  const state = new URL(back, web.url).searchParams.get('state') ?? '';
  await refused(newVisitor(web.url), back.replace(state, 'x'));

  const jarBefore = new Map(victim.cookies);
  await victim.ask(back);
  expect(victim.cookies.has('sluice.session')).toBe(true);
  const thief = newVisitor(web.url);
  for (const [name, value] of jarBefore) thief.cookies.set(name, value);
  await refused(thief, back);
});

test('a stolen code is of no use without the verifier that stayed in the browser', async () => {
  const victim = newVisitor(web.url);
  const stolen = new URL(await backFromProvider(victim), web.url).searchParams.get('code') ?? '';
  const thief = newVisitor(web.url);
  const own = new URL(await backFromProvider(thief), web.url);
  own.searchParams.set('code', stolen);
  await thief.ask(own.pathname + own.search);
  expect(provider.outcomes.at(-1)).toBe('wrong_verifier');
  expect(thief.cookies.has('sluice.session')).toBe(false);
});

test('somebody disabled is refused like somebody unknown', async () => {
  await sql`update operators set disabled_at = now() where operator_id = ${`opr_${EMAIL}`}`;
  const visitor = newVisitor(web.url);
  expect(await signOn(visitor)).toContain('error=AccessDenied');
  await sql`update operators set disabled_at = null where operator_id = ${`opr_${EMAIL}`}`;
});

test('people of the demo are nobody here, by button, by name or by provider', async () => {
  const visitor = newVisitor(web.url);
  const answer = await postToNextAuth(visitor, '/api/auth/callback/demo-persona', {
    operatorId: 'opr_demo_marek',
  });
  expect(answer.headers.location ?? '').not.toBe(`${web.url}/`);
  expect(visitor.cookies.has('sluice.session')).toBe(false);
  provider.next = { claims: { email: 'marek.dudek@demo.sluice.example' } };
  expect(await signOn(newVisitor(web.url))).toContain('error=AccessDenied');
});

test('two hundred passwords from two hundred addresses wait, and an unknown person answers the same', async () => {
  const tryIn = (email: string, count: number) => {
    const visitor = newVisitor(web.url);
    return postToNextAuth(visitor, '/api/auth/callback/password', { email, password: `wrong ${count}` });
  };
  const ends = new Set<string>();
  for (const email of [EMAIL, 'nobody@work.example']) {
    for (let count = 0; count < 100; count += 1) {
      const { status, headers, text } = await tryIn(email, count);
      ends.add(
        JSON.stringify({ status, location: headers.location, text, names: Object.keys(headers).sort() }),
      );
    }
  }
  expect([...ends]).toHaveLength(1);
  const rows = await sql<
    { failures: number }[]
  >`select failures from sign_in_failures where failed_at > now() - interval '5 minutes'`;
  // A hundred tries each, of which the waits let only a few be looked at.
  for (const { failures } of rows) expect(failures).toBeLessThan(15);
  expect(rows.length).toBeGreaterThanOrEqual(2);
});
