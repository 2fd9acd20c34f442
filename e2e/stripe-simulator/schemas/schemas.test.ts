import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningSimulator } from '../server.ts';
import { startSimulator } from '../server.ts';
import { createSimulator } from '../simulator.ts';
import { buildWorld } from '../world/build-world.ts';
import { ObjectValidator } from './validate-object.ts';

const ANCHOR = Date.parse('2026-11-20T13:31:58Z');

/** Lists of the platform and of each connected account, with what their items are. */
const LISTS: [path: string, kind: string, expand?: string][] = [
  ['/v1/application_fees', 'application_fee'],
  ['/v1/balance_transactions', 'balance_transaction', 'data.source'],
  ['/v1/charges', 'charge', 'data.balance_transaction'],
  ['/v1/disputes', 'dispute'],
  ['/v1/events', 'event'],
  ['/v1/payment_intents', 'payment_intent'],
  ['/v1/payouts', 'payout', 'data.destination'],
  ['/v1/radar/early_fraud_warnings', 'radar_early_fraud_warning'],
  ['/v1/refunds', 'refund'],
  ['/v1/topups', 'topup'],
  ['/v1/transfers', 'transfer'],
];

type Listed = { id: string; object: string } & Record<string, unknown>;

let running: RunningSimulator;
let validator: ObjectValidator;
const problems = new Map<string, string>();
const seen = new Map<string, number>();

function look(kind: string, value: unknown): void {
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  const problem = validator.problem(kind, value);
  const { id } = value as { id?: string };
  if (problem !== null) problems.set(`${kind}: ${problem}`, id ?? '');
}

async function get(path: string, account?: string): Promise<Record<string, unknown>> {
  const headers = {
    authorization: 'Bearer sk_test_x',
    ...(account === undefined ? {} : { 'stripe-account': account }),
  };
  const response = await fetch(`${running.url}${path}`, { headers });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body;
}

async function* list(path: string, account?: string, expand?: string): AsyncGenerator<Listed> {
  let after = '';
  for (;;) {
    const query = `limit=100${after}${expand === undefined ? '' : `&expand[]=${expand}`}`;
    const page = (await get(`${path}?${query}`, account)) as { data: Listed[]; has_more: boolean };
    yield* page.data;
    const last = page.data.at(-1);
    if (!page.has_more || last === undefined) return;
    after = `&starting_after=${last.id}`;
  }
}

// The v2 API answers null for what was not asked for; the SDK's types call that absent.
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(given.map(([key, inner]) => [key, withoutNulls(inner)]));
}

async function lookAtAccount(account: string | undefined): Promise<void> {
  look('balance', await get('/v1/balance', account));
  look('balance_settings', await get('/v1/balance_settings', account));
  for (const [path, kind, expand] of LISTS) {
    for await (const item of list(path, account, expand)) {
      if (kind !== 'event') {
        look(kind, item);
        continue;
      }
      const { object, previous_attributes: previous } = item['data'] as {
        object: Listed;
        previous_attributes?: object;
      };
      // The envelope says nothing of what is inside, which is looked at as what it is.
      const hollow = { object: {}, ...(previous === undefined ? {} : { previous_attributes: {} }) };
      look('event', { ...item, data: hollow });
      for (const name of Object.keys(previous ?? {}))
        if (!(name in object)) problems.set(`${String(item['type'])}: previous ${name}`, item.id);
      look('event_type', item['type']);
      if (object.object !== 'application') look(object.object.replaceAll('.', '_'), object);
    }
  }
}

beforeAll(async () => {
  const simulator = createSimulator({ seed: 7, delivery: 'record' });
  buildWorld(simulator, { seed: 7, anchor: ANCHOR, afterwards: 'frozen' });
  simulator.createPaymentIntent({ amount: 1_000, currency: 'eur' });
  const [, sold] = simulator.core.store.charges.entries().at(-1) ?? [];
  simulator.createEarlyFraudWarning({ charge: sold?.id ?? '' });
  running = await startSimulator({ simulator });
  validator = new ObjectValidator();
});
afterAll(() => running.stop());

describe('objects of the local Stripe', () => {
  test('have the shape, and only the enum values, that the installed SDK declares', async () => {
    const accounts: string[] = [];
    for await (const account of list('/v1/accounts')) {
      accounts.push(account.id);
      look('account', account);
      for await (const external of list(`/v1/accounts/${account.id}/external_accounts`))
        look('bank_account', external);
      for await (const capability of list(`/v1/accounts/${account.id}/capabilities`))
        look('capability', capability);
    }
    expect(accounts).toHaveLength(40);
    await lookAtAccount(undefined);
    for (const account of accounts) await lookAtAccount(account);
    const include = ['configuration.merchant', 'defaults', 'identity', 'requirements'];
    const query = include.map((name, index) => `include[${String(index)}]=${name}`).join('&');
    for (const id of accounts)
      look('v2_core_account', withoutNulls(await get(`/v2/core/accounts/${id}?${query}`)));
    for await (const { refunds } of list('/v1/application_fees'))
      for (const refund of (refunds as { data: Listed[] }).data) look('fee_refund', refund);
    for await (const { reversals } of list('/v1/transfers'))
      for (const reversal of (reversals as { data: Listed[] }).data) look('transfer_reversal', reversal);
    for await (const { source } of list('/v1/balance_transactions', undefined, 'data.source'))
      if ((source as Listed | null)?.object === 'reserve_transaction') look('reserve_transaction', source);

    expect([...problems].slice(0, 20)).toEqual([]);
    const kinds = [
      'account',
      'application_fee',
      'balance',
      'balance_settings',
      'balance_transaction',
      'bank_account',
      'capability',
    ];
    const more = [
      'charge',
      'dispute',
      'event',
      'event_type',
      'fee_refund',
      'payment_intent',
      'payout',
      'radar_early_fraud_warning',
      'refund',
    ];
    const last = ['reserve_transaction', 'topup', 'transfer', 'transfer_reversal', 'v2_core_account'];
    expect([...seen.keys()].sort()).toEqual([...kinds, ...more, ...last].sort());
  }, 120_000);

  test.each([
    ['a missing field', ({ status: _status, ...payout }: Record<string, unknown>) => payout],
    [
      'a field that Stripe does not have',
      (payout: Record<string, unknown>) => ({ ...payout, risk_controls: {} }),
    ],
    [
      'an unknown enum value',
      (payout: Record<string, unknown>) => ({ ...payout, reconciliation_status: 'done' }),
    ],
    ['an amount as text', (payout: Record<string, unknown>) => ({ ...payout, amount: '100' })],
  ])('are refused with %s', async (_what, spoil) => {
    const account = running.simulator.core.store.payouts.entries()[0]?.[0] ?? '';
    const { data } = (await get('/v1/payouts?limit=1', account)) as { data: Record<string, unknown>[] };
    expect(validator.problem('payout', data[0])).toBeNull();
    expect(validator.problem('payout', spoil(data[0] ?? {}))).not.toBeNull();
  });
});
