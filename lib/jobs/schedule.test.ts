import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { openBoss, type Boss } from './boss.ts';
import { createQueues } from './queues.ts';
import { applySchedule, SCHEDULE } from './schedule.ts';

let testDatabase: TestDatabase;
let jobs: Boss;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  jobs = await openBoss({ isWorker: false, url: testDatabase.url });
  await createQueues(jobs.boss);
});
afterAll(async () => {
  await jobs.close(1_000);
  await testDatabase.drop();
});

it('a start leaves exactly what is scheduled now, also where an older version had more', async () => {
  const { boss } = jobs;
  await boss.createQueue('of-an-older-version');
  await boss.schedule('of-an-older-version', '* * * * *', {}, { key: 'all' });
  await boss.schedule('notify', '* * * * *', {}, { key: 'of-an-older-version' });
  await applySchedule(boss);
  const keyed = (name: string, key: string): string => `${name} ${key}`;
  expect((await boss.getSchedules()).map(({ name, key }) => keyed(name, key)).sort()).toEqual(
    SCHEDULE.map(({ job, key }) => keyed(job, key)).sort(),
  );
});
