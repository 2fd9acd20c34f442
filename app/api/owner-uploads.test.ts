import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { askedHeaders } from '#app/_edge/asked.ts';
import { POST } from '#app/portal/requests/[informationRequestId]/answer/route.ts';
import { sealSession } from '#lib/auth/sealed-session.fixture.ts';
import { sessionCookieName } from '#lib/auth/session-cookie.ts';
import { openOwnedAccount, type TestOwner } from '#lib/onboarding/test-owner.fixture.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';

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

let stripe: TestStripe;
let sql: postgres.Sql;

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await stripe.stop();
});
beforeEach(() => {
  asked.cookies = new Map();
});

type Asked = TestOwner & { informationRequestId: string; seal: string };

/** An owner who is signed in and was asked for something. */
async function askedOwner(): Promise<Asked> {
  const owner = await openOwnedAccount(stripe, sql);
  const [informationRequestId, sessionId] = [`irq_${randomUUID()}`, `ows_${randomUUID()}`];
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
    values (${informationRequestId}, ${owner.connectedAccountId}, 'An invoice', 'We compare.', '[]', now() + interval '7 days', 'opr_x')`;
  await sql`insert into owner_sessions (session_id, owner_id, provider) values (${sessionId}, ${owner.ownerId}, 'test')`;
  return { ...owner, informationRequestId, seal: await sealSession(sessionId) };
}

/** A body that comes when it is read, and not before; it says how much of it was, and ends when it is let. */
function slowBody() {
  let [read, ended] = [0, false];
  let end = (): void => undefined;
  const isLet = new Promise<void>((resolve) => (end = resolve));
  const ending = new TextEncoder().encode(
    '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nHere.\r\n--x--\r\n',
  );
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (ended) return;
        read += 1;
        await isLet;
        ended = true;
        controller.enqueue(ending);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { body, end, isRead: () => read > 0 };
}

type Sent = ReturnType<typeof slowBody> & { answer: Promise<Response> };

function send(owner: Asked, id = owner.informationRequestId, slow = slowBody()): Sent {
  asked.cookies.set(sessionCookieName(false), owner.seal);
  const path = `/portal/requests/${id}/answer`;
  asked.headers = new Headers([
    ...askedHeaders(path, `req_${randomUUID()}`),
    ...Object.entries({
      ...HONEST,
      accept: 'application/json',
      'content-type': 'multipart/form-data; boundary=x',
    }),
  ]);
  const request = new Request(`http://localhost:3000${path}`, {
    method: 'POST',
    headers: asked.headers,
    body: slow.body,
    duplex: 'half',
  } as RequestInit);
  return { ...slow, answer: POST(request, { params: Promise.resolve({ informationRequestId: id }) }) };
}

const stateOf = ({ informationRequestId }: Asked) =>
  sql`select state from information_requests where information_request_id = ${informationRequestId}`;

describe('what an owner sends', () => {
  it('is not read for a request that waits for no answer: answered, closed, another’s, or none at all', async () => {
    const [owner, other] = [await askedOwner(), await askedOwner()];
    const [answered, closed] = [await askedOwner(), await askedOwner()];
    await sql`
      update information_requests set state = 'answered', answer_text = 'x', answered_by = ${answered.ownerId}, answered_at = now()
      where information_request_id = ${answered.informationRequestId}`;
    await sql`
      update information_requests set state = 'closed', closed_by = 'opr_x', closed_at = now(), close_reason = 'x'
      where information_request_id = ${closed.informationRequestId}`;
    for (const [by, id, status] of [
      [answered, answered.informationRequestId, 409],
      [closed, closed.informationRequestId, 409],
      [owner, other.informationRequestId, 404],
      [owner, `irq_${'0'.repeat(3_000)}`, 404],
    ] as const) {
      const sent = send(by, id);
      expect((await sent.answer).status).toBe(status);
      expect(sent.isRead()).toBe(false);
    }
  });

  it('is read once at a time: what comes meanwhile is refused unread, and taken when the first is through', async () => {
    const owner = await askedOwner();
    const first = send(owner);
    await expect.poll(first.isRead).toBe(true);
    const meanwhile = Array.from({ length: 24 }, () => send(owner));
    for (const sent of meanwhile) {
      const answer = await sent.answer;
      expect(answer.status).toBe(429);
      expect(await answer.text()).toContain('Another answer of yours is being sent');
      expect(sent.isRead()).toBe(false);
    }
    first.end();
    expect((await first.answer).status).toBe(200);
    expect(await stateOf(owner)).toEqual([{ state: 'answered' }]);
    expect((await send(owner).answer).status, 'the place is free again').toBe(409);
  });

  it('is read of four at once in one process, and a fifth is told so', async () => {
    const [fifth, ...four] = await Promise.all(Array.from({ length: 5 }, askedOwner));
    const sending: Sent[] = [];
    for (const owner of four) {
      const sent = send(owner);
      await expect.poll(sent.isRead).toBe(true);
      sending.push(sent);
    }
    if (fifth === undefined) throw new Error('five were made');
    const refused = send(fifth);
    const answer = await refused.answer;
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain('Many people are sending files');
    expect(refused.isRead()).toBe(false);
    for (const sent of sending) sent.end();
    for (const sent of sending) expect((await sent.answer).status).toBe(200);
    const again = send(fifth);
    again.end();
    expect((await again.answer).status).toBe(200);
  });

  it('is begun twenty times a minute, each on record, and then refused unread', async () => {
    const owner = await askedOwner();
    for (let at = 0; at < 20; at += 1) {
      const broken = slowBody();
      const sent = send(owner, owner.informationRequestId, {
        ...broken,
        body: new ReadableStream({
          start: (controller) => {
            controller.close();
          },
        }),
      });
      expect((await sent.answer).status).toBe(400);
    }
    const sent = send(owner);
    expect((await sent.answer).status).toBe(429);
    expect(sent.isRead()).toBe(false);
    const record = await sql`
      select outcome, count(*)::int as count from audit_records
      where connected_account_id = ${owner.connectedAccountId} and action = 'information_request.begin_answer' group by outcome`;
    expect(record).toEqual([{ outcome: 'done', count: 20 }]);
    expect(await stateOf(owner)).toEqual([{ state: 'sent' }]);
  });

  it('is read no further than is taken when it says nothing of its size', async () => {
    const owner = await askedOwner();
    let given = 0;
    const endless = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          given += 1;
          controller.enqueue(new Uint8Array(1024 * 1024));
        },
      },
      { highWaterMark: 0 },
    );
    const sent = send(owner, owner.informationRequestId, { ...slowBody(), body: endless });
    expect((await sent.answer).status).toBe(413);
    expect(given).toBeLessThan(20);
    const again = send(owner);
    again.end();
    expect((await again.answer).status).toBe(200);
  });
});
