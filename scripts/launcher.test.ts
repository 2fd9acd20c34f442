import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLauncher } from '#scripts/launcher.ts';
import { findFreePort } from '#scripts/postgres/cluster.ts';
import { isProcessAlive } from '#scripts/process-alive.ts';
import { endLeftovers, writeRunRecord } from '#scripts/run-record.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(resolve('.data/test/launcher-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function program(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const WAITS = 'setInterval(() => {}, 1000);';

it('ends everything it started, also what ignores a polite request', async () => {
  const launcher = createLauncher(folder, undefined, 300);
  await launcher.start('polite', [await program('polite.mjs', WAITS)], process.env);
  const text = `import { createServer } from 'node:http';
    process.on('SIGTERM', () => {});
    createServer((request, response) => response.end()).listen(process.argv[2], '127.0.0.1');`;
  const port = String(await findFreePort());
  const deaf = await launcher.start('deaf', [await program('deaf.mjs', text), port], process.env);
  await deaf.answersAt(`http://127.0.0.1:${port}`);
  const pids = Object.values(launcher.pids);
  expect(pids.every(isProcessAlive)).toBe(true);
  await launcher.stop();
  expect(pids.some(isProcessAlive)).toBe(false);
});

it('says which part ended by itself, with the last lines of its log', async () => {
  const launcher = createLauncher(folder);
  await launcher.start(
    'fragile',
    [await program('fragile.mjs', "throw new Error('out of ink');")],
    process.env,
  );
  const reason = await launcher.failed;
  expect(reason).toContain('fragile ended (exit 1)');
  expect(reason).toContain('out of ink');
  await launcher.stop();
});

it('starts again what was killed, under a new process id, until it is stopped itself', async () => {
  const said: string[] = [];
  const { promise: again, resolve } = Promise.withResolvers<undefined>();
  const stays = await program('stays.mjs', WAITS);
  const recorded: number[] = [];
  const launcher = createLauncher(
    folder,
    ({ stays: pid = 0 }) => {
      recorded.push(pid);
      if (recorded.length === 2) resolve(undefined);
    },
    300,
    0,
  );
  await launcher.keepRunning('stays', [stays], process.env, (sentence) => said.push(sentence));
  process.kill(recorded[0] ?? 0, 'SIGKILL');
  await again;
  expect(said).toEqual(['stays ended (SIGKILL), and is started again']);
  expect(isProcessAlive(recorded[1] ?? 0)).toBe(true);
  await launcher.stop();
  expect(recorded.some(isProcessAlive)).toBe(false);
  expect(recorded).toHaveLength(2);
});

it('does not start again what ends within moments of its start', async () => {
  const launcher = createLauncher(folder);
  const said: string[] = [];
  const broken = await program('broken.mjs', "throw new Error('out of ink');");
  await launcher.keepRunning('broken', [broken], process.env, (sentence) => said.push(sentence));
  expect(await launcher.failed).toContain('out of ink');
  expect(said).toEqual([]);
  await launcher.stop();
});

it('starts nothing more once it was stopped', async () => {
  const launcher = createLauncher(folder);
  await launcher.stop();
  const late = launcher.start('late', [await program('late.mjs', WAITS)], process.env);
  await expect(late).rejects.toThrow('Stopped while starting');
  expect(isProcessAlive(launcher.pids['late'] ?? 0)).toBe(false);
});

it('the next start ends what a killed run left behind, and nothing else', async () => {
  const launcher = createLauncher(folder);
  const stripe = await program('stripe-simulator.mjs', WAITS);
  await launcher.start('stripe-simulator', [stripe], process.env);
  await launcher.start('stranger', [await program('stranger.mjs', WAITS)], process.env);
  const { 'stripe-simulator': ours = 0, stranger = 0 } = launcher.pids;
  writeRunRecord(folder, { pid: 2 ** 22, webUrl: 'http://localhost:3000', pids: launcher.pids });

  expect(await endLeftovers(folder)).toEqual(['stripe-simulator']);
  expect(isProcessAlive(ours)).toBe(false);
  expect(isProcessAlive(stranger)).toBe(true);
  await launcher.stop();
});
