import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { startSimulator, type RunningSimulator } from '../stripe-simulator/server.ts';
import { signatureHeader } from '../stripe-simulator/sign.ts';
import { startCollector, type Collector } from './collector.ts';
import { startProcess, type RunningProcess } from './process.ts';

/*
 * One payout and one event that cannot be processed go through ingress, worker and the local Stripe as processes of their
 * own, with a collector and an error endpoint beside them. What was written and sent is read after all of them have ended.
 */

const PATIENCE_MS = 180_000;
const random = (): string => crypto.randomUUID().replaceAll('-', '');
const SECRETS = {
  STRIPE_SECRET_KEY: `sk_test_${random()}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
  STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${random()}`,
  NEXTAUTH_SECRET: `${random()}${random()}`,
};
const PLANTED = {
  account_number: '000123456789',
  iban: 'DE89370400440532013000',
  email: 'canary@example.com',
};
const POISON = 'evt_1Poison0000000000000';

let database: TestDatabase;
let stripe: RunningSimulator;
let collector: Collector;
let sql: postgres.Sql;
let written: Record<string, unknown>[] = [];
let payoutEventId = '';
let payoutId = '';
let account = '';

beforeAll(async () => {
  [database, stripe, collector] = await Promise.all([
    createTestDatabase(),
    startSimulator({ delivery: 'record' }),
    startCollector(),
  ]);
  sql = postgres(database.ownerUrl, { max: 1 });
  const { simulator } = stripe;
  account = simulator.createAccount({ type: 'custom', onboarded: true }).id;
  simulator.addBankAccount(simulator.accountOf(account), {
    accountNumber: PLANTED.account_number,
    currency: 'usd',
    country: 'US',
  });
  simulator.createCharge({ account, amount: 50_000, currency: 'usd', availableOn: 0 });
  payoutId = simulator.createPayout({ account, amount: 10_000, currency: 'usd' }).id;
  const [, event] =
    simulator.core.store.events
      .entries()
      .find(([, { type, data }]) => type === 'payout.created' && JSON.stringify(data).includes(payoutId)) ??
    [];
  if (event === undefined) throw new Error('The payout has no event');
  payoutEventId = event.id;

  const settings = {
    ...SECRETS,
    DATABASE_URL: database.url,
    STRIPE_API_BASE: stripe.url,
    NEXTAUTH_URL: 'http://127.0.0.1',
    PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    SENTRY_DSN: collector.dsn,
  };
  const ingress = startProcess('scripts/ingress.ts', settings);
  const worker = startProcess('scripts/worker.ts', settings);
  try {
    await run(ingress, settings, JSON.stringify({ ...event, account }));
  } finally {
    await Promise.all([worker.end('SIGTERM'), ingress.end('SIGTERM')]);
  }
  written = [...ingress.lines(), ...worker.lines()];
}, 300_000);

afterAll(async () => {
  await sql.end();
  await collector.stop();
  await stripe.stop();
  await database.drop();
});

/** Loaded before the program: an error that nobody catches, at a time of our choosing. */
const CRASH_ON_SIGNAL =
  "--import=data:text/javascript,process.once('SIGUSR2',()=>{throw(new(Error)('nobody\\u0020catches\\u0020this'))})";

async function run(ingress: RunningProcess, settings: Record<string, string>, body: string): Promise<void> {
  const { 'server.port': port } = await ingress.logged('ingress listens');
  const address = `http://127.0.0.1:${String(port)}/api/webhooks/stripe-connect`;
  const poison = {
    ...(JSON.parse(body) as object),
    id: POISON,
    type: 'payout.paid',
    data: { object: { object: 'payout', destination: PLANTED } },
  };
  for (const one of [body, JSON.stringify(poison)]) {
    const seconds = Math.floor(Date.now() / 1000);
    const headers = {
      'stripe-signature': signatureHeader(one, SECRETS.STRIPE_CONNECT_WEBHOOK_SECRET, seconds),
    };
    expect((await fetch(address, { method: 'POST', headers, body: one })).status).toBe(200);
  }
  const crashing = startProcess('scripts/ingress.ts', { ...settings, NODE_OPTIONS: CRASH_ON_SIGNAL });
  await crashing.logged('ingress listens');
  expect(await crashing.end('SIGUSR2')).toBe(1);
  await until(
    () => sql`select 1 where (select count(*) from stripe_events where state in ('processed', 'failed')) = 2
      and exists (select from journal_entries where connected_account_id = ${account})`,
  );
}

/** Until the query gives a row. Postgres is the only witness of what another process does. */
async function until(found: () => Promise<readonly unknown[]>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    if ((await found()).length > 0) return;
    await sleep(50);
  }
  throw new Error('It did not happen in time');
}

const line = (message: string, match: Record<string, unknown>): Record<string, unknown> | undefined =>
  written.find(
    (one) =>
      one['message'] === message && Object.entries(match).every(([name, value]) => one[name] === value),
  );

it('the log carries one trace id from the webhook through the job to the Stripe call', () => {
  const received = line('Stripe event received', { 'event.id': payoutEventId });
  const traceId = received?.['trace.id'];
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(received).toMatchObject({ 'service.name': 'sluice-ingress' });
  expect(line('Stripe event handled', { 'event.id': payoutEventId })).toMatchObject({
    'service.name': 'sluice-worker',
    'trace.id': traceId,
    'sluice.payout_id': payoutId,
    'sluice.connected_account': account,
  });
  expect(line('Stripe call', { 'trace.id': traceId, 'sluice.payout_id': payoutId })).toMatchObject({
    'service.name': 'sluice-worker',
    'sluice.stripe_request_id': expect.stringMatching(/^req_/) as unknown,
    'sluice.stripe_event_id': payoutEventId,
    'http.response.status_code': 200,
  });
});

it('one trace contains web, job and Stripe call as spans, each under the one before', () => {
  const traceId = line('Stripe event received', { 'event.id': payoutEventId })?.['trace.id'];
  const spans = collector.spans().filter((span) => span.traceId === traceId);
  const web = spans.find(({ service }) => service === 'sluice-ingress');
  const job = spans.find(({ name }) => name === 'refresh payout');
  const call = spans.find(({ name }) => name === 'Stripe GET /v1/payouts/{id}');
  expect(web?.name).toBe('receive webhook');
  expect(job).toMatchObject({ service: 'sluice-worker', parentSpanId: web?.spanId });
  expect(call).toMatchObject({
    service: 'sluice-worker',
    parentSpanId: job?.spanId,
    attributes: {
      'http.request.method': 'GET',
      'sluice.stripe_request_id': expect.stringMatching(/^req_/) as unknown,
    },
  });
});

it('errors of worker and ingress arrive with their trace and without what was planted', () => {
  const errors = collector.errors();
  const failed = errors.find(({ extra }) => (extra as Record<string, unknown>)['event.id'] === POISON);
  expect(failed).toMatchObject({
    level: 'error',
    tags: { service: 'sluice-worker' },
    contexts: { trace: { trace_id: line('Stripe event received', { 'event.id': POISON })?.['trace.id'] } },
  });
  expect(
    errors.find(({ tags }) => (tags as Record<string, unknown>)['service'] === 'sluice-ingress'),
  ).toMatchObject({
    level: 'fatal',
    exception: { values: [{ value: 'nobody catches this' }] },
  });
  for (const error of errors)
    for (const name of ['request', 'user', 'breadcrumbs', 'server_name'])
      expect(error).not.toHaveProperty(name);
});

it('no secret and nothing planted in a body is in the log, the spans or the errors', () => {
  expect(written.length).toBeGreaterThan(5);
  const everything = `${JSON.stringify(written)}\n${collector.received()}`;
  for (const secret of [...Object.values(SECRETS), ...Object.values(PLANTED)])
    expect(everything).not.toContain(secret);
});
