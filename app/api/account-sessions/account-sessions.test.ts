import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { askedHeaders } from '#app/_edge/asked.ts';
import { sealSession } from '#lib/auth/sealed-session.fixture.ts';
import { sessionCookieName } from '#lib/auth/session-cookie.ts';
import { log } from '#lib/log.ts';
import { openOwnedAccount, type TestOwner } from '#lib/onboarding/test-owner.fixture.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { POST as signOut } from '../../(auth)/sign-out/route.ts';
import { POST } from './route.ts';

/** What Next hands to whatever runs in a request. */
const asked = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock('next/headers', () => ({
  headers: () => Promise.resolve(asked.headers),
  cookies: () =>
    Promise.resolve({
      get: (name: string) => (asked.cookies.has(name) ? { name, value: asked.cookies.get(name) } : undefined),
      set: () => undefined,
    }),
}));

const HONEST = { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };
const FOREIGN = { ...HONEST, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

let stripe: TestStripe;
let sql: postgres.Sql;
let mine: TestOwner;
let theirs: TestOwner;
let requestId: string;

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into operators (operator_id, email, name, role) values ('opr_marek', 'm@acme.example', 'Marek', 'administrator')`;
  [mine, theirs] = [await openOwnedAccount(stripe, sql), await openOwnedAccount(stripe, sql)];
});
afterAll(async () => {
  await sql.end();
  await stripe.stop();
});
beforeEach(() => {
  requestId = `req_${randomUUID()}`;
  asked.cookies = new Map();
});

const sessionsOf = ({ connectedAccountId }: TestOwner) =>
  stripe.simulator.core.store.accountSessions.rows(connectedAccountId).length;

async function signIn(who: TestOwner | 'opr_marek'): Promise<string> {
  const sessionId = `ows_${randomUUID()}`;
  if (who === 'opr_marek')
    await sql`insert into operator_sessions (session_id, operator_id) values (${sessionId}, ${who})`;
  else
    await sql`insert into owner_sessions (session_id, owner_id, provider) values (${sessionId}, ${who.ownerId}, 'test')`;
  asked.cookies.set(sessionCookieName(false), await sealSession(sessionId));
  return sessionId;
}

/** A post of our page. What it carries is nobody's business here, so the tests put the worst into it. */
function post(
  given: { body?: BodyInit; query?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers = new Headers([
    ...askedHeaders('/api/account-sessions', requestId),
    ...Object.entries(given.headers ?? HONEST),
  ]);
  asked.headers = headers;
  const url = `http://localhost:3000/api/account-sessions${given.query ?? ''}`;
  return POST(
    new Request(url, { method: 'POST', headers, ...(given.body === undefined ? {} : { body: given.body }) }),
  );
}

async function record() {
  return [
    ...(await sql`select actor_kind, action, outcome, connected_account_id from audit_records where request_id = ${requestId}
      order by audit_record_id`),
  ];
}

describe('the answer', () => {
  it('is a secret for the owner’s own account, that nothing keeps', async () => {
    await signIn(mine);
    const response = await post();
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = (await response.json()) as Record<string, unknown>;
    const [made] = stripe.simulator.core.store.accountSessions.rows(mine.connectedAccountId);
    expect(body).toMatchObject({
      client_secret: made?.session.client_secret,
      expires_at: made?.session.expires_at,
    });
    expect(Object.keys(body['components'] as object)).toEqual(
      expect.arrayContaining(['account_onboarding', 'payouts_list']),
    );
    expect(body['components']).not.toHaveProperty('payouts');
    expect(await record()).toMatchObject([
      { actor_kind: 'connected_account_owner', action: 'account_session.ask', outcome: 'done' },
      { action: 'account_session.record', connected_account_id: mine.connectedAccountId },
    ]);
  });

  it('is the same whatever account and whatever features the request names, wherever it names them', async () => {
    await signIn(mine);
    const [before, beforeTheirs] = [sessionsOf(mine), sessionsOf(theirs)];
    const named = {
      account: theirs.connectedAccountId,
      connectedAccountId: theirs.connectedAccountId,
      connected_account_id: theirs.connectedAccountId,
      ownerId: theirs.ownerId,
      components: { payouts: { enabled: true, features: { standard_payouts: true, instant_payouts: true } } },
    };
    const form = new URLSearchParams({ account: theirs.connectedAccountId });
    const answers = [
      await post({ body: JSON.stringify(named), headers: { ...HONEST, 'content-type': 'application/json' } }),
      await post({ body: form }),
      await post({ query: `?account=${theirs.connectedAccountId}` }),
      await post({ headers: { ...HONEST, 'stripe-account': theirs.connectedAccountId } }),
      await post({ body: 'no json {' }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const { components } = (await answer.json()) as { components: object };
      expect(components).not.toHaveProperty('payouts');
    }
    expect(sessionsOf(theirs)).toBe(beforeTheirs);
    expect(sessionsOf(mine)).toBe(before + answers.length);
  });

  it('follows the owner’s row: moved to nobody, it is refused at once', async () => {
    await signIn(theirs);
    expect((await post()).status).toBe(200);
    await sql`update connected_account_owners set disabled_at = now() where owner_id = ${theirs.ownerId}`;
    expect((await post()).status).toBe(401);
    await sql`update connected_account_owners set disabled_at = null where owner_id = ${theirs.ownerId}`;
  });
});

describe('is refused, on record', () => {
  it('nobody', async () => {
    expect((await post()).status).toBe(401);
    expect(await record()).toMatchObject([
      { actor_kind: 'visitor', action: 'account_sessions.open', outcome: 'refused' },
    ]);
  });

  it('an administrator: by the verb, once', async () => {
    await signIn('opr_marek');
    const response = await post();
    expect(response.status).toBe(403);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await record()).toMatchObject([
      { actor_kind: 'operator', action: 'account_sessions.open', outcome: 'refused' },
    ]);
  });

  it('another site, in the name of the owner whose cookie came with it', async () => {
    await signIn(mine);
    const before = sessionsOf(mine);
    expect((await post({ headers: FOREIGN })).status).toBe(403);
    expect(sessionsOf(mine)).toBe(before);
    expect(await record()).toMatchObject([{ actor_kind: 'connected_account_owner', outcome: 'refused' }]);
  });

  it('an owner who has signed out, idled or whose session was made up', async () => {
    const sessionId = await signIn(mine);
    await sql`update owner_sessions set last_seen_at = now() - interval '16 minutes' where session_id = ${sessionId}`;
    expect((await post()).status).toBe(401);
    await sql`update owner_sessions set last_seen_at = now() where session_id = ${sessionId}`;
    expect((await post()).status).toBe(200);
    await signOut(new Request('http://localhost:3000/sign-out', { method: 'POST', headers: HONEST }));
    expect((await post()).status).toBe(401);
    asked.cookies.set(sessionCookieName(false), await sealSession('ows_made_up'));
    expect((await post()).status).toBe(401);
  });
});

it('asking again and again is a limit, said as one and with when to ask again', async () => {
  const flooding = await openOwnedAccount(stripe, sql);
  await signIn(flooding);
  for (let times = 0; times < 20; times += 1) expect((await post()).status).toBe(200);
  const answer = await post();
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('60');
  expect(await answer.text()).toBe('This was asked too often. Try again in a minute.');
});

it('Stripe’s silence is said in plain words, with nothing of Stripe’s', async () => {
  await signIn(mine);
  stripe.simulator.faults.add({
    match: { method: 'POST', path: '/v1/account_sessions' },
    fault: {
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      message: 'No such component: canary.',
    },
    times: 1,
  });
  const response = await post();
  expect(response.status).toBe(409);
  expect(await response.text()).toBe('This cannot be opened for your account now. Ask the platform.');
});

it('the secret is in no line of the log, at its most talkative', async () => {
  // pino's own destination, which every line of this process goes through.
  const destination = (log as unknown as Record<symbol, { write: (line: string) => void }>)[
    pino.symbols.streamSym
  ];
  const lines: string[] = [];
  const write = vi.spyOn(destination ?? { write: () => undefined }, 'write').mockImplementation((line) => {
    lines.push(line);
  });
  const { level } = log;
  log.level = 'trace';
  await signIn(mine);
  const { client_secret: secret } = (await (await post()).json()) as { client_secret: string };
  log.level = level;
  write.mockRestore();
  expect(secret).toMatch(/^accs_secret__\w{20,}$/);
  expect(lines.some((line) => line.includes('/v1/account_sessions'))).toBe(true);
  expect(lines.join('')).not.toContain(secret.slice(-20));
});
