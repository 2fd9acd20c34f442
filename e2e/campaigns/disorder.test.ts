import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { backFilled, digestOfBooks, digestOfStates, settled } from './books.ts';
import { startProcess } from './process.ts';
import { deliver } from './sender.ts';
import { seeded, shuffled } from './shuffle.ts';
import { startStory, type Story, type StoryEvent } from './story.ts';

const DELIVERIES = 10_000;
const LOST_SHARE = 0.15;
const LATE_SHARE = 0.1;
const PATIENCE_MS = 300_000;

let story: Story;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  story = await startStory();
});

afterAll(async () => {
  await story.running.stop();
  for (const database of databases) await database.drop();
});

type Plan = { atOnce: StoryEvent[]; late: StoryEvent[] };

/** Runs ingress and worker on an empty database of their own and returns what stands in it at the end. */
async function play({ atOnce, late }: Plan) {
  const database = await createTestDatabase();
  databases.push(database);
  const settings = { ...story.settings, DATABASE_URL: database.url, LOG_LEVEL: 'info' };
  const sql = postgres(database.ownerUrl, { max: 2 });
  const ingress = startProcess('scripts/ingress.ts', settings);
  const { 'server.port': port } = await ingress.logged('ingress listens');
  const refused: string[] = [];
  const options = {
    port: () => Number(port),
    onAnswer: (event: StoryEvent, status: number | null) => {
      if (status !== 200) refused.push(`${event.id}: ${String(status)}`);
      return true;
    },
  };
  const since = new Date();
  await deliver(story, atOnce, options);
  const [stored] = await sql<{ events: number }[]>`select count(*)::int as events from stripe_events`;
  const worker = startProcess('scripts/worker.ts', settings);
  try {
    await backFilled(sql, since, PATIENCE_MS);
    await deliver(story, late, options);
    await settled(sql, PATIENCE_MS);
    expect(refused).toEqual([]);
    const [found] = await sql<{ events: number; failed: number }[]>`
      select (count(*) filter (where arrived_by = 'backfill'))::int as events,
             (count(*) filter (where state = 'failed'))::int as failed from stripe_events`;
    return {
      stored: stored?.events ?? 0,
      foundByBackFill: found?.events ?? 0,
      failed: found?.failed ?? 0,
      books: await digestOfBooks(sql),
      states: await digestOfStates(sql),
    };
  } finally {
    await worker.end('SIGTERM');
    await ingress.end('SIGTERM');
    await sql.end();
  }
}

it('10,000 shuffled, repeated, late and partly lost deliveries end in the same ledger bytes as the orderly story', async () => {
  const random = seeded(20_261_121);
  const kept = story.events.filter(() => random() >= LOST_SHARE);
  const late = kept.filter(() => random() < LATE_SHARE);
  const lateIds = new Set(late.map(({ id }) => id));
  const once = kept.filter(({ id }) => !lateIds.has(id));
  const repeated = Array.from(
    { length: Math.max(0, DELIVERIES - once.length - late.length) },
    () => once[Math.floor(random() * once.length)],
  ).filter((event) => event !== undefined);
  const disorder: Plan = { atOnce: shuffled([...once, ...repeated], random), late: shuffled(late, random) };
  expect(disorder.atOnce.length + disorder.late.length).toBeGreaterThanOrEqual(DELIVERIES);

  const [orderly, chaotic] = await Promise.all([play({ atOnce: story.events, late: [] }), play(disorder)]);

  expect(orderly.stored).toBe(story.events.length);
  expect(chaotic.stored).toBe(once.length);
  expect(chaotic.foundByBackFill).toBeGreaterThan(0);
  expect([orderly.failed, chaotic.failed]).toEqual([0, 0]);
  expect(orderly.books.entries).toBeGreaterThan(5_000);
  expect(chaotic.books).toEqual(orderly.books);
  expect(chaotic.states).toBe(orderly.states);
}, 1_200_000);
