import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { balanceViolations } from '../check-balances.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { buildWorld, type World } from './build-world.ts';
import { CAST } from './cast.ts';
import { deliverHistory } from './deliver-history.ts';

const ANCHOR = Date.parse('2026-11-20T13:31:58Z');
/** Of the processor, so that what else the machine does is not counted; ten times what a usual machine needs. */
const BUILD_MS_MAX = 20_000;

function tell(seed: number, anchor: number): { simulator: Simulator; world: World } {
  const simulator = createSimulator({ seed, delivery: 'hold' });
  return { simulator, world: buildWorld(simulator, { seed, anchor, afterwards: 'frozen' }) };
}

// A digest, because the difference of two worlds would fill the screen.
function digestOf(simulator: Simulator): string {
  return createHash('sha256').update(JSON.stringify(simulator.save())).digest('hex');
}

describe('the seeded world', () => {
  let simulator: Simulator;
  let world: World;
  let builtInMs: number;

  beforeAll(() => {
    const before = process.cpuUsage();
    ({ simulator, world } = tell(7, ANCHOR));
    const { user, system } = process.cpuUsage(before);
    builtInMs = (user + system) / 1_000;
  });

  const idOf = (key: string) => world.accountIds.get(key) ?? '';

  test('is told quickly and has the size that the screens need', () => {
    const { store } = simulator.core;
    expect(builtInMs).toBeLessThan(BUILD_MS_MAX);
    expect(CAST).toHaveLength(40);
    expect(world.accountIds.size).toBe(40);
    expect(store.balanceTransactions.size).toBeGreaterThan(8_000);
    expect(store.balanceTransactions.size).toBeLessThan(12_000);
  });

  test('has eight countries, seven currencies, every setup and every charge pattern', () => {
    const held = new Set(
      [...simulator.core.store.balances.values()].flatMap((buckets) => [...buckets.keys()]),
    );
    const currencies = new Set([...held].map((key) => key.split('|')[0]));
    for (const currency of ['usd', 'eur', 'gbp', 'jpy', 'huf', 'isk', 'kwd'])
      expect(currencies).toContain(currency);
    expect(new Set(CAST.map(({ country }) => country)).size).toBe(8);
    expect(new Set(CAST.map(({ setup }) => setup)).size).toBe(5);
    expect(new Set(CAST.map(({ pattern }) => pattern)).size).toBe(3);
  });

  test('the same seed tells the same story to the last id and byte', () => {
    const again = tell(7, ANCHOR);
    expect(digestOf(again.simulator)).toBe(digestOf(simulator));
    const other = tell(8, ANCHOR);
    expect([...other.world.accountIds.values()]).not.toEqual([...world.accountIds.values()]);
  });

  test('another anchor keeps the ids of accounts and sales', () => {
    const later = tell(7, ANCHOR + 3 * 86_400_000 + 5 * 3_600_000);
    const sales = (told: Simulator) =>
      new Map(
        told.core.store.charges
          .entries()
          .flatMap(([, { id, metadata }]): [string, string][] =>
            metadata['order'] === undefined ? [] : [[metadata['order'], id]],
          ),
      );
    const salesThen = sales(later.simulator);
    const both = [...sales(simulator)].filter(([order]) => salesThen.has(order));
    expect([...later.world.accountIds]).toEqual([...world.accountIds]);
    expect(both.length).toBeGreaterThan(2_500);
    expect(both.filter(([order, id]) => salesThen.get(order) !== id)).toEqual([]);
  });

  test('balances agree with their transactions, and the check notices when one does not', () => {
    expect(balanceViolations(simulator)).toEqual([]);
    const bucket = simulator.core.store.balances.get(idOf('kovacs'))?.get('huf|card');
    expect(bucket).toBeDefined();
    if (bucket === undefined) return;
    bucket.available += 1;
    expect(balanceViolations(simulator)).toHaveLength(1);
    bucket.available -= 1;
  });

  test('a dozen forint payouts of one bank came back with account_closed, most after being paid', () => {
    const failed = simulator.core.store.payouts
      .entries()
      .filter(([, payout]) => payout.failure_code === 'account_closed');
    expect(failed).toHaveLength(12);
    expect(new Set(failed.map(([, payout]) => payout.currency))).toEqual(new Set(['huf']));
    const paidBefore = simulator.core.store.events
      .entries()
      .filter(([, event]) => event.type === 'payout.failed')
      .filter(([, event]) => event.data.previous_attributes?.['status'] === 'paid');
    expect(paidBefore.length).toBeGreaterThanOrEqual(4);
    const { schedule } = simulator.accountOf(idOf('kovacs')).balanceSettings.payments.payouts ?? {};
    expect(schedule?.interval).toBe('manual');
  });

  test('one shop is under attack: a burst of refused cards, then refunds', () => {
    const attempts = simulator.core.store.charges
      .rows(idOf('isbjorn'))
      .filter((charge) => charge.description === 'Gift card');
    expect(attempts).toHaveLength(150);
    expect(attempts.filter(({ status }) => status === 'failed').length).toBeGreaterThan(90);
    expect(attempts.filter(({ refunded }) => refunded).length).toBeGreaterThan(25);
  });

  test('another gives most of what it sold this morning back within minutes', () => {
    const sold = simulator.core.store.charges
      .rows(idOf('faiencier'))
      .filter((charge) => charge.description === 'Tasse');
    expect(sold).toHaveLength(16);
    expect(sold.filter(({ refunded }) => refunded)).toHaveLength(12);
  });

  test('a bank changed two days ago, and a holder with a full dashboard pays herself on a manual schedule', () => {
    const swap = simulator.core.store.events
      .rows(idOf('kinokuni'))
      .filter((event) => event.type === 'account.external_account.created')
      .at(-1);
    expect(swap?.created).toBe(world.anchor - 2 * 86_400);
    const { balanceSettings, account } = simulator.accountOf(idOf('tidewater'));
    expect(balanceSettings.payments.payouts?.schedule?.interval).toBe('manual');
    expect(account.controller?.stripe_dashboard?.type).toBe('full');
    const own = simulator.core.store.payouts.rows(idOf('tidewater'));
    expect(own.filter(({ method }) => method === 'instant')).toHaveLength(1);
    expect(own.length).toBeGreaterThan(6);
  });

  test('two sellers take no payments of their own, and one no longer shows how it is paid out', () => {
    for (const key of ['khaleej', 'lulua'])
      expect(Object.keys(simulator.accountOf(idOf(key)).account.capabilities ?? {})).toEqual(['transfers']);
    const hidden = [...world.accountIds.values()].filter(
      (id) => simulator.accountOf(id).balanceSettings.payments.payouts === null,
    );
    expect(hidden).toEqual([idOf('ottoline')]);
  });

  test('two balances are negative and the platform holds the same sums back', () => {
    const held = [...simulator.core.store.reservedFor].filter(([, amount]) => amount > 0);
    expect(held.map(([key]) => key.split('|')[0])).toContain(idOf('nordlicht'));
    const reserved = simulator.core.store.balanceTransactions
      .rows(simulator.platformId)
      .filter(({ type }) => type === 'reserve_transaction')
      .reduce((sum, { net }) => sum + net, 0);
    expect(reserved).toBe(-held.reduce((sum, [, amount]) => sum + amount, 0));
  });

  test('money waits for a decision on every account with a manual schedule', () => {
    const waiting = [...world.accountIds.values()].filter((id) => {
      const { payments } = simulator.accountOf(id).balanceSettings;
      const buckets = [...(simulator.core.store.balances.get(id)?.values() ?? [])];
      return (
        payments.payouts?.schedule?.interval === 'manual' && buckets.some(({ available }) => available > 0)
      );
    });
    expect(waiting.length).toBeGreaterThanOrEqual(28);
  });

  test('loses the same events in the gap at whatever hour of whatever day it is told', () => {
    const lostAt = (anchor: string) => {
      const told = tell(7, Date.parse(anchor));
      const { from, to } = told.world.gap;
      return told.simulator.core.store.events
        .entries()
        .filter(([, { created }]) => created >= from && created < to)
        .map(([owner, { id, type, created }]) => `${owner} ${id} ${type} ${String(created - from)}`);
    };
    const lost = lostAt('2026-11-20T13:31:58Z');
    expect(lost.length).toBeGreaterThan(15);
    for (const anchor of ['2026-11-21T00:00:20Z', '2026-11-21T04:00:00Z', '2027-03-01T23:59:00Z'])
      expect(lostAt(anchor)).toEqual(lost);
  });

  test('delivers what happened after the story and before there were endpoints, so that only the gap is lost', async () => {
    // A few hundred of them are enough.
    const TYPES = ['balance.available', 'charge.refunded', 'payout.updated'];
    const told = tell(7, ANCHOR);
    const { core, deliverer } = told.simulator;
    told.simulator.setClock(ANCHOR + 36 * 3_600_000);
    const heard = new Set<string>();
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const kind of ['account', 'connect'] as const)
      told.simulator.addEndpoint({
        kind,
        url: `http://127.0.0.1:${String(port)}/`,
        secret: 'whsec_x',
        enabledEvents: TYPES,
      });

    await deliverHistory(told.simulator);

    server.close();
    for (const { eventId, status } of deliverer.sent) if (status === 200) heard.add(eventId);
    const { gap } = told.world;
    const from = core.clock.nowSeconds() - 30 * 86_400;
    const recent = core.store.events
      .entries()
      .filter(([, { created, type }]) => created >= from && TYPES.includes(type));
    const after = recent.filter(([, { created }]) => created > told.world.anchor);
    expect(after.length).toBeGreaterThan(10);
    const unheard = recent.filter(([, { id }]) => !heard.has(id)).map(([, { created }]) => created);
    expect(unheard.length).toBeGreaterThan(0);
    expect(unheard.filter((created) => created < gap.from || created >= gap.to)).toEqual([]);
    expect(await deliverHistory(told.simulator)).toBe(0);
  });

  test('the night of the day before has a gap of 42 minutes with events of both kinds, and events before and after it', () => {
    const { gap } = world;
    expect(gap.to - gap.from).toBe(42 * 60);
    expect(gap.to).toBeLessThan(world.anchor);
    const between = (from: number, to: number) =>
      simulator.core.store.events.entries().filter(([, { created }]) => created >= from && created < to);
    const missed = between(gap.from, gap.to);
    expect(missed.length).toBeGreaterThan(15);
    expect(new Set(missed.map(([owner]) => owner === simulator.platformId)).size).toBe(2);
    expect(between(gap.from - 1_800, gap.from).length).toBeGreaterThan(3);
    expect(between(gap.to, gap.to + 1_800).length).toBeGreaterThan(3);
  });
});
