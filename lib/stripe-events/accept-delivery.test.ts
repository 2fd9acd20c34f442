import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, databaseClient } from '../db/client.ts';
import { acceptWebhookRequest } from './accept-webhook-request.ts';
import { connected, eventBody, FORGERIES, secret, SECRETS, sign } from './forgeries.fixture.ts';
import { createIngress, type Ingress } from './ingress.ts';
import type { EndpointKind } from './refusals.ts';

const PATHS = { account: '/api/webhooks/stripe', connect: '/api/webhooks/stripe-connect' } as const;

let testDatabase: TestDatabase;
let ingress: Ingress;
let port: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['STRIPE_WEBHOOK_SECRET'] = SECRETS.account.join(',');
  process.env['STRIPE_CONNECT_WEBHOOK_SECRET'] = SECRETS.connect.join(',');
  ingress = createIngress();
  await new Promise<void>((resolve) => ingress.server.listen(0, '127.0.0.1', resolve));
  port = (ingress.server.address() as AddressInfo).port;
});

afterAll(async () => {
  await ingress.close();
  await closeDatabase();
  await testDatabase.drop();
});

type Sent = { status: number; body: { error?: { code: string; message: string }; received?: string } };
type Send = (
  kind: EndpointKind,
  body: string | Buffer,
  signature: string | string[] | undefined,
  /** What whoever registered the endpoint wrote behind its path. */
  query?: string,
) => Promise<Sent>;

const throughIngress: Send = (kind, body, signature, query = '') =>
  new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = { 'content-type': 'application/json' };
    if (signature !== undefined) headers['stripe-signature'] = signature;
    const sending = httpRequest(
      { host: '127.0.0.1', port, path: `${PATHS[kind]}${query}`, method: 'POST', headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString()) as Sent['body'],
          });
        });
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });

const throughRoute: Send = async (kind, body, signature, query = '') => {
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const value of signature === undefined ? [] : [signature].flat())
    headers.append('stripe-signature', value);
  const response = await acceptWebhookRequest(
    new Request(`http://localhost${PATHS[kind]}${query}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(Buffer.from(body)),
    }),
    kind,
  );
  return { status: response.status, body: (await response.json()) as Sent['body'] };
};

async function storedEvents(): Promise<number> {
  const [row] = await databaseClient()<{ stored: number }[]>`
    select ((select count(*) from stripe_events) + (select count(*) from stripe_event_bodies))::int as stored`;
  return row?.stored ?? -1;
}

const [key, nextKey] = SECRETS.account;
const [connectKey] = SECRETS.connect;

describe.each([
  ['the ingress over HTTP', throughIngress],
  ['the routes’ function', throughRoute],
])('%s', (_name, send) => {
  let before: number;
  beforeEach(async () => {
    before = await storedEvents();
  });

  it.each(Object.entries(FORGERIES))(
    'refuses %s with 400 and stores nothing',
    async (_case, [code, kind, make]) => {
      const sent = await send(kind, ...make());
      expect(sent).toMatchObject({ status: 400, body: { error: { code } } });
      expect(sent.body.error?.message).toMatch(/\.$/);
      expect(await storedEvents()).toBe(before);
    },
  );

  it('stores the exact signed bytes once and answers a valid replay with 200 and no effect', async () => {
    const body = connected();
    const signature = sign(body, connectKey);
    expect(await send('connect', body, signature)).toEqual({ status: 200, body: { received: 'stored' } });
    expect(await send('connect', body, signature)).toEqual({ status: 200, body: { received: 'duplicate' } });
    expect(await storedEvents()).toBe(before + 2);
    const { id } = JSON.parse(body) as { id: string };
    const [row] = await databaseClient()`
      select inbox.*, bodies.body, bodies.signature_header
      from stripe_events as inbox join stripe_event_bodies as bodies using (stripe_event_id, occurred_at)
      where stripe_event_id = ${id}`;
    expect(row).toMatchObject({
      body,
      signature_header: signature,
      connected_account_id: 'acct_1',
      endpoint_kind: 'connect',
      arrived_by: 'webhook',
      state: 'received',
      object_type: 'payout',
      object_id: 'po_1',
    });
  });

  it('takes a body that holds U+FFFD itself, byte for byte', async () => {
    const body = connected({ note: 'one \ufffd two' });
    expect((await send('connect', body, sign(body, connectKey))).status).toBe(200);
    const { id } = JSON.parse(body) as { id: string };
    const [row] = await databaseClient()`select body from stripe_event_bodies where stripe_event_id = ${id}`;
    expect(row).toEqual({ body });
  });

  it('accepts either secret while one is rotated, and a header with the signatures of both', async () => {
    const [first, second, third] = [eventBody(), eventBody(), eventBody()];
    expect((await send('account', first, sign(first, key))).status).toBe(200);
    expect((await send('account', second, sign(second, nextKey))).status).toBe(200);
    const both = `${sign(third, secret())},${sign(third, nextKey).split(',')[1] ?? ''}`;
    expect((await send('account', third, both)).status).toBe(200);
    const platform =
      await databaseClient()`select 1 from stripe_events where connected_account_id = 'platform'`;
    expect(platform.length).toBeGreaterThanOrEqual(3);
  });

  it('takes an event whatever query stands behind the path', async () => {
    for (const query of ['?', '?tenant=7', '?next=/api/health/live']) {
      const body = eventBody();
      const sent = await send('account', body, sign(body, key), query);
      expect(sent, query).toEqual({ status: 200, body: { received: 'stored' } });
    }
  });

  it('keeps an event of a type that nobody knows', async () => {
    const body = eventBody({ type: 'martian.landed' });
    expect((await send('account', body, sign(body, key))).status).toBe(200);
  });

  it('stores one of a hundred concurrent duplicates', async () => {
    const body = connected();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => send('connect', body, sign(body, connectKey))),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.filter((answer) => answer.body.received === 'stored')).toHaveLength(1);
    expect(await storedEvents()).toBe(before + 2);
  });
});
