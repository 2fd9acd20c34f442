import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { balanceViolations } from './check-balances.ts';
import { startSimulator } from './server.ts';
import { createSimulator } from './simulator.ts';
import { DAY, NOON, account, fund, sdkFor } from './started.ts';

const FROZEN = { mode: 'frozen', atMs: NOON } as const;

function story(seed: number) {
  const simulator = createSimulator({ seed, delivery: 'record', clock: FROZEN });
  const id = account(simulator, { interval: 'daily' });
  simulator.createCharge({ account: id, amount: 5000, currency: 'usd', applicationFee: 100 });
  simulator.advanceClock(6 * DAY);
  return simulator;
}

test('the same seed and the same calls give the same state, byte for byte', () => {
  expect(JSON.stringify(story(7).save())).toBe(JSON.stringify(story(7).save()));
  expect(JSON.stringify(story(7).save())).not.toBe(JSON.stringify(story(8).save()));
});

test('a data file carries everything over a restart: ids, timers, answers under keys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  try {
    const dataFile = join(folder, 'stripe.json');
    const first = await startSimulator({ seed: 7, clock: FROZEN, dataFile });
    const id = account(first.simulator);
    fund(first.simulator, id, 1000);
    const call = (running: typeof first) =>
      sdkFor(running).payouts.create(
        { amount: 600, currency: 'usd' },
        { stripeAccount: id, idempotencyKey: 'k' },
      );
    const payout = await call(first);
    await first.stop();
    const second = await startSimulator({ seed: 1, dataFile });
    expect(second.simulator.platformId).toBe(first.simulator.platformId);
    expect((await call(second)).id).toBe(payout.id);
    second.simulator.advanceClock(5 * DAY);
    expect(second.simulator.core.store.payouts.find(payout.id)?.row.status).toBe('paid');
    expect(balanceViolations(second.simulator)).toEqual([]);
    await second.stop();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('runs as a program: says where it listens, ends on SIGTERM', async () => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), '--port', '0', '--seed', '7'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { listening } = JSON.parse(line.toString()) as { listening: number };
  const response = await fetch(`http://127.0.0.1:${String(listening)}/_control/health`);
  expect(await response.json()).toEqual({ ok: true });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('15,000 transactions and 10,000 events are made and listed in seconds, as what looks at each one once does', async () => {
  // Processor time, because the machine may be busy with other things, and ten times what a usual machine needs:
  // what looks at all of them for each one takes minutes.
  const begun = process.cpuUsage();
  const simulator = createSimulator({ seed: 7, delivery: 'record', clock: FROZEN, automaticPayouts: false });
  const ids = Array.from({ length: 20 }, () => account(simulator));
  for (let count = 0; count < 5000; count += 1) {
    simulator.createCharge({
      account: ids[count % 20] ?? '',
      amount: 5000,
      currency: 'usd',
      applicationFee: 100,
    });
  }
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(10_000);
  expect(simulator.core.store.balanceTransactions.size).toBeGreaterThanOrEqual(15_000);
  expect(simulator.core.store.events.size).toBeGreaterThanOrEqual(10_000);
  const running = await startSimulator({ simulator });
  const listed = process.cpuUsage();
  const events = await sdkFor(running).events.list({ limit: 100 }).autoPagingToArray({ limit: 5000 });
  expect(events).toHaveLength(5000);
  expect(process.cpuUsage(listed).user / 1000).toBeLessThan(15_000);
  await running.stop();
});
