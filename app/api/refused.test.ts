import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineAction } from '#app/_edge/define-action.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { askedHeaders } from '#app/_edge/asked.ts';
import { sealSession } from '#lib/auth/sealed-session.fixture.ts';
import { sessionCookieName } from '#lib/auth/session-cookie.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { DomainError } from '#lib/errors.ts';
import { closeAlarm } from '#lib/ledger/close-alarm.ts';
import { defineVerb } from '#lib/verb.ts';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { POST as signOut } from '../(auth)/sign-out/route.ts';
import { GET as downloadFile } from './exports/files/[listExportId]/route.ts';
import { GET as searchHits } from './search/route.ts';

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

// As Next's own build resolves it for the server.
vi.mock('next/navigation', () => import('next/dist/client/components/navigation.react-server.js'));

const HONEST = { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };
const FOREIGN = { ...HONEST, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let requestId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS'] = 'true'; // as next.config.ts has it
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into operators (operator_id, email, name, role)
    values ('opr_vera', 'vera@acme.example', 'Vera', 'viewer'), ('opr_anna', 'anna@acme.example', 'Anna', 'finance_operator')`;
});
afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});
beforeEach(async () => {
  requestId = `req_${randomUUID()}`;
  await sql`delete from audit_refusals`; // rows of the record itself cannot be taken away
});

/** The next calls run in a request like this. */
async function inRequest(
  operatorId: string | null,
  path: string,
  headers: Record<string, string> = HONEST,
): Promise<void> {
  asked.headers = new Headers([...askedHeaders(path, requestId), ...Object.entries(headers)]);
  asked.cookies = new Map();
  if (operatorId === null) return;
  const sessionId = randomUUID();
  await sql`insert into operator_sessions (session_id, operator_id) values (${sessionId}, ${operatorId})`;
  asked.cookies.set(sessionCookieName(false), await sealSession(sessionId));
}

async function record() {
  const rows = await sql`
    select actor_kind || ' ' || actor_id as who, action, subject, outcome, after ->> 'code' as code
    from audit_records where request_id = ${requestId} order by audit_record_id`;
  return [...rows];
}

const row = (who: string, action: string, subject: string, code: string) => ({
  who,
  action,
  subject,
  outcome: 'refused',
  code,
});

const closeAlarmAction = defineAction(
  closeAlarm,
  () => ({ alarmId: '1', occurrences: '1', note: 'x' }) as never,
);

describe('what is refused before a verb is on record', () => {
  it('a page that the role has not', async () => {
    await inRequest('opr_anna', '/settings/people');
    await expect(guardPage('people.read')).rejects.toMatchObject({
      digest: expect.stringContaining('403') as string,
    });
    expect(await record()).toEqual([
      row('operator opr_anna', 'people.read', '/settings/people', 'forbidden'),
    ]);
  });

  it('a page without a session, and with one that was made up', async () => {
    await inRequest(null, '/payouts');
    await expect(guardPage('payouts.read')).rejects.toMatchObject({
      digest: expect.stringContaining('401') as string,
    });
    asked.cookies.set(sessionCookieName(false), 'made-up');
    await expect(guardPage('payouts.read')).rejects.toMatchObject({
      digest: expect.stringContaining('401') as string,
    });
    const expected = row('visitor nobody', 'payouts.read', '/payouts', 'unauthenticated');
    expect(await record()).toEqual([expected, expected]);
  });

  it('a form of another site, with whose session it came', async () => {
    await inRequest('opr_anna', '/alarms', FOREIGN);
    expect(await closeAlarmAction(null, new FormData())).toMatchObject({ ok: false, code: 'forbidden' });
    expect(await record()).toEqual([row('operator opr_anna', 'alarms.close', '/alarms', 'forbidden')]);
  });

  it('a form without a session', async () => {
    await inRequest(null, '/alarms');
    expect(await closeAlarmAction(null, new FormData())).toMatchObject({ code: 'unauthenticated' });
    expect(await record()).toEqual([row('visitor nobody', 'alarms.close', '/alarms', 'unauthenticated')]);
  });

  it('a form whose verb refuses: by the verb, and once', async () => {
    await inRequest('opr_vera', '/alarms');
    expect(await closeAlarmAction(null, new FormData())).toMatchObject({ code: 'forbidden' });
    expect(await record()).toHaveLength(1);
  });

  it('a step that refuses before it comes to its verb', async () => {
    await inRequest('opr_vera', '/events');
    const step = defineAction(
      () => Promise.reject(new DomainError('precondition_failed', 'Not yet.')),
      () => ({}),
    );
    expect(await step(null, new FormData())).toMatchObject({ code: 'precondition_failed' });
    expect(await record()).toEqual([row('operator opr_vera', 'form.send', '/events', 'precondition_failed')]);
  });

  it('a search, a download and a sign-out', async () => {
    await inRequest(null, '/api/search');
    expect((await searchHits(new Request('http://localhost:3000/api/search?q=po_1'))).status).toBe(401);
    const file = { params: Promise.resolve({ listExportId: 'exp_1' }) };
    await inRequest('opr_vera', '/api/exports/files/exp_1', FOREIGN);
    expect((await downloadFile(new Request('http://localhost:3000/'), file)).status).toBe(403);
    await inRequest('opr_vera', '/sign-out', FOREIGN);
    expect(
      (await signOut(new Request('http://localhost:3000/sign-out', { method: 'POST', headers: FOREIGN })))
        .status,
    ).toBe(403);
    expect(await record()).toEqual([
      row('visitor nobody', 'overview.read', '/api/search', 'unauthenticated'),
      row('operator opr_vera', 'lists.export', '/api/exports/files/exp_1', 'forbidden'),
      row('operator opr_vera', 'sessions.own', '/sign-out', 'forbidden'),
    ]);
  });

  it('somebody else’s file: by its verb, with its id, and once', async () => {
    await inRequest('opr_vera', '/api/exports/files/exp_1');
    const file = { params: Promise.resolve({ listExportId: 'exp_1' }) };
    expect((await downloadFile(new Request('http://localhost:3000/'), file)).status).toBe(404);
    expect(await record()).toEqual([row('operator opr_vera', 'lists.export', 'exp_1', 'not_found')]);
  });
});

it('a session that ends while a route reads: a page’s own requests at the moment of a sign-out are answered', async () => {
  await inRequest('opr_vera', '/api/search');
  const [[name, value]] = [...asked.cookies] as [[string, string]];
  // Whoever looks a second time finds nobody, as after a sign-out between two reads.
  const endsAfterOneLook = vi
    .spyOn(asked.cookies, 'get')
    .mockReturnValueOnce(value)
    .mockReturnValue(undefined);
  vi.spyOn(asked.cookies, 'has').mockImplementation((one) => one === name);
  try {
    const answer = await searchHits(new Request('http://localhost:3000/api/search?q=po_1'));
    expect(answer.status).toBe(200);
    expect(endsAfterOneLook).toHaveBeenCalledOnce();
  } finally {
    vi.restoreAllMocks();
  }
});

it('strangers who knock all at once get ten rows a minute, and the rest is counted', async () => {
  await inRequest(null, '/payouts');
  const knocks = 40;
  const answers = await Promise.allSettled(Array.from({ length: knocks }, () => guardPage('payouts.read')));
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  const [counted] = await sql<{ all: number }[]>`select sum(occurrences)::int as all from audit_refusals`;
  expect(counted?.all).toBe(knocks);
  const minutes = await sql`select 1 from audit_refusals`; // the minute may turn in between
  expect((await record()).length).toBeLessThanOrEqual(10 * minutes.length);
  expect((await record()).length).toBeGreaterThanOrEqual(10);
});

it('neither a bug nor Stripe’s silence is a refusal', async () => {
  await inRequest('opr_vera', '/alarms');
  const broken = defineVerb({
    permission: 'views.save',
    input: z.object({}),
    run: () => Promise.reject(new Error('a bug')),
  });
  await expect(defineAction(broken, () => ({}))(null, new FormData())).rejects.toThrow('a bug');
  const silent = defineAction(
    () => Promise.reject(new DomainError('stripe_unavailable', 'No answer.')),
    () => ({}),
  );
  expect(await silent(null, new FormData())).toMatchObject({ code: 'stripe_unavailable' });
  expect(await record()).toEqual([]);
});
