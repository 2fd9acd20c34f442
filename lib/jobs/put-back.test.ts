import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { openDatabase, type Sql } from '../db/client.ts';
import { closeJobStage } from './stage-job.ts';
import { startWorker, type Worker } from './worker.ts';

let stripe: TestStripe;
let owner: Sql;
let worker: Worker | null = null;

beforeAll(async () => {
  stripe = await startTestStripe({ delivery: 'record' });
  owner = openDatabase(stripe.databaseOwnerUrl, { max: 1, role: null }).sql;
}, 30_000);
afterAll(async () => {
  await worker?.stop();
  await closeJobStage();
  await owner.end();
  await stripe.stop();
});

it('a worker that starts on a backup locks dispatch before it does anything else, and says until when the backup knows', async () => {
  await owner`update dispatch_control set cluster = 'another/1'`;
  const [gone] = await owner<{ at: string }[]>`
    insert into heartbeats (name, beat_at, detail) values ('worker:gone:1', now() - interval '7 hours', '{}')
    returning beat_at::text as at`;
  worker = await startWorker({
    onDatabaseLost: () => {
      throw new Error('the database was lost');
    },
  });
  const [lock] = await owner`
    select known_until::text as known, locked_because as because from dispatch_control where locked_at is not null`;
  expect(lock).toEqual({ known: gone?.at, because: expect.stringContaining('it was restored') as string });
}, 40_000);
