import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { account, fund, startForEach } from './started.ts';

type Received = { endpoint: string; event: Stripe.Event | null; error: string | null };

const SECRETS: Record<string, string> = { account: 'whsec_account', connect: 'whsec_connect' };
const started = startForEach({ delivery: 'hold' });
let server: Server;
let received: Received[] = [];
let answers: number[] = [];

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(
        verify(
          (request.url ?? '').slice(1),
          Buffer.concat(chunks),
          String(request.headers['stripe-signature']),
        ),
      );
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const kind of ['account', 'connect'] as const) {
    started.simulator.addEndpoint({
      kind,
      url: `http://127.0.0.1:${String(port)}/${kind}`,
      secret: SECRETS[kind] ?? '',
    });
  }
  started.simulator.deliverer.retryDelayMs = 5;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function verify(endpoint: string, body: Buffer, signature: string): Received {
  try {
    const event = Stripe.webhooks.constructEvent(body, signature, SECRETS[endpoint] ?? '');
    return { endpoint, event, error: null };
  } catch (error) {
    return { endpoint, event: null, error: error instanceof Error ? error.constructor.name : String(error) };
  }
}

const delivered = () => received.map(({ endpoint, event }) => [endpoint, event?.type]);

/** One charge whose event meets `fault`, delivered. */
async function chargeWith(fault: string, more: object = {}): Promise<void> {
  const { simulator, running } = started;
  const id = account(simulator);
  await simulator.deliverer.flush();
  received = [];
  await fetch(`${running.url}/_control/webhooks/faults`, {
    method: 'POST',
    body: JSON.stringify({ match: { type: 'charge.*' }, fault, ...more }),
  });
  fund(simulator, id, 1000);
  await simulator.deliverer.flush();
}

test('each kind of endpoint gets its own events, signed with its own secret', async () => {
  const { simulator, stripe } = started;
  const id = account(simulator);
  await simulator.deliverer.flush();
  received = [];
  fund(simulator, id, 1000);
  fund(simulator, simulator.platformId, 1000);
  expect(received).toEqual([]);
  const held = await stripe.events.list({ delivery_success: false }, { stripeAccount: id });
  expect(held.data[0]?.pending_webhooks).toBe(1);
  await simulator.deliverer.flush();
  expect(received.map(({ error }) => error)).toEqual([null, null]);
  expect(delivered().sort()).toEqual([
    ['account', 'charge.succeeded'],
    ['connect', 'charge.succeeded'],
  ]);
  const [mine, theirs] = received.sort((left, right) => left.endpoint.localeCompare(right.endpoint));
  expect(mine?.event?.account).toBeUndefined();
  expect(theirs?.event).toMatchObject({ account: id, api_version: Stripe.API_VERSION, livemode: false });
  expect((await stripe.events.list({ delivery_success: false }, { stripeAccount: id })).data).toEqual([]);
});

test('a refused event is sent again until it is taken', async () => {
  const { simulator } = started;
  answers = [500, 302];
  fund(simulator, simulator.platformId, 1000);
  await simulator.deliverer.flush();
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ event }) => event?.id)).size).toBe(1);
  expect(simulator.deliverer.sent.map(({ status }) => status)).toEqual([500, 302, 200]);
});

test.each([
  ['duplicate', 2, null],
  ['drop', 0, null],
  ['delay', 1, null],
  ['reorder', 1, null],
])('fault %s: %i deliveries', async (fault, count) => {
  await chargeWith(fault, { delayMs: 20 });
  expect(delivered()).toEqual(Array.from({ length: count }, () => ['connect', 'charge.succeeded']));
});

test.each(['wrong_secret', 'old_timestamp', 'tampered'])('fault %s does not verify', async (fault) => {
  await chargeWith(fault);
  expect(received[0]?.error).toBe('StripeSignatureVerificationError');
});

test('a timestamp in the future verifies, which is why a receiver must look', async () => {
  await chargeWith('future_timestamp');
  expect(received[0]?.error).toBeNull();
});

test('an event may come to the wrong endpoint, or with the wrong livemode', async () => {
  await chargeWith('wrong_endpoint');
  expect(delivered()).toEqual([['account', 'charge.succeeded']]);
  await chargeWith('wrong_livemode');
  expect(received[0]?.event?.livemode).toBe(true);
});

test('reordered events come after later ones', async () => {
  const { simulator } = started;
  simulator.deliverer.faults.add({ match: { type: 'charge.succeeded' }, fault: 'reorder' });
  fund(simulator, simulator.platformId, 1000);
  simulator.emitEvent(simulator.platformId, 'topup.created', { id: 'tu_1' });
  simulator.emitEvent(simulator.platformId, 'topup.failed', { id: 'tu_1' });
  await simulator.deliverer.flush();
  const order = simulator.deliverer.sent.map(
    ({ eventId }) => simulator.core.store.events.find(eventId)?.row.type,
  );
  expect(order.at(-1)).toBe('charge.succeeded');
});

test('what happens in an outage is only in the events list', async () => {
  const { simulator, stripe, running } = started;
  const post = (body: object) =>
    fetch(`${running.url}/_control/webhooks/outage`, { method: 'POST', body: JSON.stringify(body) });
  await post({ on: true });
  fund(simulator, simulator.platformId, 1000);
  await post({ on: false });
  simulator.advanceClock(5000);
  fund(simulator, simulator.platformId, 2000);
  await simulator.deliverer.flush();
  expect(received).toHaveLength(1);
  const missed = await stripe.events.list({ delivery_success: false });
  expect(missed.data.map(({ type }) => type)).toEqual(['charge.succeeded']);
  await simulator.deliverer.resend(missed.data[0]?.id ?? '');
});

test('what waits for an endpoint goes to the one that takes its place', async () => {
  const { simulator, stripe, running } = started;
  fund(simulator, account(simulator), 1000);
  fund(simulator, simulator.platformId, 1000);
  const { port } = server.address() as AddressInfo;
  const endpoint = (kind: 'account' | 'connect') => ({
    url: `http://127.0.0.1:${String(port)}/${kind}`,
    secret: SECRETS[kind],
  });
  await fetch(`${running.url}/_control/webhooks`, {
    method: 'POST',
    body: JSON.stringify({ account: endpoint('account'), connect: endpoint('connect'), mode: 'hold' }),
  });
  await simulator.deliverer.flush();
  expect(delivered()).toContainEqual(['account', 'charge.succeeded']);
  expect(delivered()).toContainEqual(['connect', 'charge.succeeded']);
  expect([...simulator.core.store.deliveries.values()]).toEqual([]);
  expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
});

test('what waits for an endpoint that was deleted is dropped, and says so', async () => {
  const { simulator } = started;
  fund(simulator, simulator.platformId, 1000);
  const { store } = simulator.core;
  for (const { id } of [...store.webhookEndpoints.rows(store.platformId)])
    store.webhookEndpoints.remove(store.platformId, id);
  await simulator.deliverer.flush();
  expect(received).toEqual([]);
  expect([...store.deliveries.values()].map(({ status }) => status)).toEqual(['dropped']);
  expect(simulator.deliverer.sent).toMatchObject([{ status: null, fault: 'endpoint removed' }]);
});
