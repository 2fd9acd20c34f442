import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { fetchBalance } from '../connected-accounts/fetch-balance.ts';
import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { beat } from '../jobs/heartbeat.ts';
import { readMetrics } from './metrics.ts';
import { toPrometheusText } from './prometheus.ts';
import { readReadiness } from './readiness.ts';

let stripe: TestStripe;
let sql: postgres.Sql;
let account = '';
const ctx = jobContext('metrics');
const worker = jobContext('process-stripe-events');
const shared = globalThis as { sluiceReadiness?: unknown; sluiceDriftReading?: unknown };

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  account = stripe.simulator.createAccount({ type: 'custom', onboarded: true }).id;
  stripe.simulator.createCharge({ account, amount: 50_000, currency: 'usd', fee: 0, availableOn: 0 });
});
afterAll(async () => {
  await sql.end();
  await stripe.stop();
});
beforeEach(() => {
  delete shared.sluiceReadiness;
  delete shared.sluiceDriftReading;
});

const scrape = async (): Promise<string[]> => toPrometheusText(await readMetrics(ctx)).split('\n');

it('counts real calls to Stripe by method, endpoint and outcome, and never by id', async () => {
  await fetchConnectedAccount(worker, account);
  await expect(fetchConnectedAccount(worker, 'acct_1UnknownUnknown0')).rejects.toMatchObject({
    problem: 'refused',
  });
  const calls = (await scrape()).filter((line) => line.startsWith('sluice_stripe_calls_total{'));
  expect(calls.some((line) => line.includes('method="GET"') && line.includes('outcome="succeeded"'))).toBe(
    true,
  );
  expect(calls.filter((line) => !line.includes('outcome="succeeded"')).length).toBeGreaterThan(0);
  expect(calls.join('\n')).not.toContain('acct_');
});

it('says by how much ledger and Balance differ per currency', async () => {
  await fetchBalance(worker, account); // Stripe has the money; nothing was booked
  expect(await scrape()).toEqual(
    expect.arrayContaining([
      'sluice_ledger_drift_minor_units{currency="usd"} 50000',
      'sluice_ledger_drift_books{currency="usd"} 1',
    ]),
  );
});

it('adds what workers say with their heartbeat, and open alarms by kind', async () => {
  const call = {
    method: 'GET',
    endpoint: '/v1/payouts/{id}',
    outcome: 'rate_limited',
    count: 7,
    seconds: 1.5,
  };
  await beat({
    stripeCalls: [call],
    stripeSeen: { answeredAt: null, unreachableSince: '2026-11-21T00:00:00.000Z' },
  });
  await sql`insert into alarms (kind, subject, text) values ('event_gap', 'a', 'x'), ('event_gap', 'b', 'x')`;
  const lines = await scrape();
  expect(lines).toContain('sluice_alarms_open_by_kind{kind="event_gap"} 2');
  expect(lines.find((line) => line.includes('rate_limited') && line.includes('_calls_total'))).toMatch(
    /process="worker:[^"]+",method="GET",endpoint="\/v1\/payouts\/\{id\}",outcome="rate_limited"\} 7$/,
  );
  expect(lines.find((line) => line.startsWith('sluice_stripe_reachable{process="worker:'))).toMatch(/ 0$/);
  expect(await readReadiness()).toMatchObject({
    status: 'warning',
    checks: {
      stripe: {
        status: 'warning',
        detail: 'does not answer since 2026-11-21T00:00:00.000Z',
        runbook: 'docs/runbooks/check-stripe.md',
      },
    },
  });
});

it('what a killed worker last saw of Stripe is no news, once it beats no more', async () => {
  await beat({ stripeSeen: { answeredAt: null, unreachableSince: '2026-11-21T00:00:00.000Z' } });
  expect((await readReadiness()).checks.stripe.status).toBe('warning');
  await sql`update heartbeats set beat_at = now() - interval '46 seconds' where name like 'worker:%'`;
  delete shared.sluiceReadiness;
  const { checks } = await readReadiness();
  expect(checks.stripe.status).toBe('ok');
  expect(checks.worker).toMatchObject({ status: 'warning' });
  expect(
    (await scrape()).filter((line) => line.startsWith('sluice_stripe_reachable{process="worker:')),
  ).toEqual([]);
});

it('a worker of an older version, whose heartbeat says less, stops no scrape', async () => {
  await beat({ processed: 1 });
  await expect(scrape()).resolves.toContain('sluice_alarms_open_by_kind{kind="event_gap"} 2');
});

it('names every metric by Prometheus’ conventions, once, with help and type', async () => {
  const lines = await scrape();
  const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' '));
  const names = types.map(([, , name = '']) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [, , name = '', type] of types) {
    expect(name).toMatch(/^sluice_[a-z_]+$/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name, 'base units').not.toMatch(/_(ms|milliseconds|minutes)(_|$)/);
  }
});
