import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { backFilled, settled } from './books.ts';
import { startProcess, type RunningProcess, type Settings } from './process.ts';
import { deliver } from './sender.ts';
import { seeded, shuffled } from './shuffle.ts';
import { startStory, type Story } from './story.ts';

/** Between kills; short enough for a dozen of them while ten thousand events come in. */
const KILL_AFTER_MS_MIN = 300;
const KILL_AFTER_MS_MAX = 900;
const KILLS = 12;
const PATIENCE_MS = 300_000;

let story: Story;
let dataDir: string;
let server: EmbeddedPostgres;
let settings: Settings;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sluice-crash-'));
  // A server of its own with full durability: this one is going to be killed.
  [story, server] = await Promise.all([startStory(), startEmbeddedPostgres({ dataDir })]);
  settings = { ...story.settings, DATABASE_URL: server.url, DATABASE_MIGRATION_URL: server.ownerUrl };
  const migrated = startProcess('scripts/db-migrate.ts', settings);
  expect(await migrated.ended()).toBe(0);
});

afterAll(async () => {
  await story.running.stop();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

type Stack = { ingress: RunningProcess; worker: RunningProcess; port: number };

async function startIngress(stack: Partial<Stack>): Promise<void> {
  stack.ingress = startProcess('scripts/ingress.ts', settings);
  stack.port = Number((await stack.ingress.logged('ingress listens'))['server.port']);
}

/** Kills what `turn` names and starts it again, as a supervisor would. */
async function kill(stack: Stack, turn: number): Promise<string> {
  switch (turn % 3) {
    case 0:
      await stack.worker.end('SIGKILL');
      stack.worker = startProcess('scripts/worker.ts', settings);
      return 'worker';
    case 1:
      await stack.ingress.end('SIGKILL');
      await startIngress(stack);
      return 'ingress';
    default:
      process.kill(server.pid, 'SIGKILL');
      server = await startEmbeddedPostgres({ dataDir });
      return 'postgres';
  }
}

async function countBooked(sql: postgres.Sql) {
  const [row] = await sql<{ transactions: number; booked: number; twice: number; unbalanced: number }[]>`
    select (select count(*) from balance_transactions)::int as transactions,
           (select count(distinct source_id) from journal_entries where source_type = 'balance_transaction')::int as booked,
           (select count(*) from (select 1 from journal_entries where reverses_journal_entry_id is null
                                  group by source_type, source_id, purpose having count(*) > 1) as repeated)::int as twice,
           (select count(*) from (select 1 from postings group by journal_entry_id, currency
                                  having sum(case side when 'debit' then amount else -amount end) <> 0) as off)::int as unbalanced`;
  return row;
}

it('kill -9 of worker, ingress and Postgres during ingest: nothing acknowledged is lost, nothing is booked twice', async () => {
  const random = seeded(1_121);
  const stack: Stack = {
    ingress: startProcess('scripts/ingress.ts', settings),
    worker: startProcess('scripts/worker.ts', settings),
    port: 0,
  };
  stack.port = Number((await stack.ingress.logged('ingress listens'))['server.port']);
  const acknowledged = new Set<string>();
  const unanswered = new Map(story.events.map((event) => [event.id, event]));
  const kills = { left: KILLS };

  const sending = (async () => {
    // Stripe sends again what was not acknowledged, until it is.
    while (unanswered.size > 0) {
      await deliver(story, shuffled([...unanswered.values()], random), {
        port: () => stack.port,
        onAnswer: ({ id }, status) => {
          if (status === 200) {
            acknowledged.add(id);
            unanswered.delete(id);
          }
          return true;
        },
      });
      await sleep(100); // what a sender waits before it repeats
    }
    // While there are kills to come, acknowledged events come again: duplicates under fire.
    while (kills.left > 0)
      await deliver(story, shuffled(story.events, random).slice(0, 500), {
        port: () => stack.port,
        onAnswer: () => true,
      });
  })();

  const killed: string[] = [];
  for (let turn = 0; kills.left > 0; turn += 1) {
    await sleep(KILL_AFTER_MS_MIN + random() * (KILL_AFTER_MS_MAX - KILL_AFTER_MS_MIN));
    killed.push(await kill(stack, turn));
    kills.left -= 1;
  }
  await sending;
  expect(killed.filter((name) => name === 'postgres')).toHaveLength(KILLS / 3);

  const sql = postgres(server.ownerUrl, { max: 2 });
  try {
    const stored = await sql<{ stripe_event_id: string }[]>`
      select stripe_event_id from stripe_events join stripe_event_bodies using (stripe_event_id, occurred_at)`;
    const ids = new Set(stored.map(({ stripe_event_id }) => stripe_event_id));
    expect(stored).toHaveLength(ids.size);
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    expect(acknowledged.size).toBe(story.events.length);

    // A back-fill that died with its worker is closed after a minute; a fresh worker stages the next one.
    await sql`update sync_runs set heartbeat_at = now() - interval '2 minutes' where state = 'running'`;
    await stack.worker.end('SIGKILL');
    const since = new Date();
    stack.worker = startProcess('scripts/worker.ts', settings);
    await backFilled(sql, since, PATIENCE_MS);
    await settled(sql, PATIENCE_MS);
    const { store } = story.simulator.core;
    const balanceTransactions = store.accounts
      .rows(store.platformId)
      .reduce((sum, { id }) => sum + store.balanceTransactions.rows(id).length, 0);
    expect(await countBooked(sql)).toEqual({
      transactions: balanceTransactions,
      booked: balanceTransactions,
      twice: 0,
      unbalanced: 0,
    });
    const checked = startProcess('scripts/check-invariants.ts', settings);
    // None is broken; 3 says that a Balance is still to be read again.
    expect(await checked.ended()).toBeOneOf([0, 3]);
  } finally {
    await sql.end();
    await stack.worker.end('SIGTERM');
    await stack.ingress.end('SIGTERM');
  }
}, 1_200_000);
