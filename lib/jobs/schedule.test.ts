import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, databaseClient } from '../db/client.ts';
import { openBoss, type Boss } from './boss.ts';
import { keepSchedule } from './keep-schedule.ts';
import { createQueues } from './queues.ts';
import { applySchedule, SCHEDULE } from './schedule.ts';

let testDatabase: TestDatabase;
let jobs: Boss;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  jobs = await openBoss({ isWorker: false, url: testDatabase.url });
  await createQueues(jobs.boss);
});
afterAll(async () => {
  await jobs.close(1_000);
  await closeDatabase();
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

describe('while a worker runs, a queue that somebody emptied', () => {
  const alarmed = () =>
    databaseClient()<{ text: string; occurrences: number }[]>`
      select text, occurrences from alarms where kind = 'schedule_lost' and closed_at is null`;
  const scheduled = async (): Promise<number> => (await jobs.boss.getSchedules()).length;

  it.each([
    ['of its timed jobs', 'delete from pgboss.schedule'],
    ['of one of them', "delete from pgboss.schedule where name = 'watch-bypasses'"],
    [
      'of a queue',
      "delete from pgboss.job where name = 'notify'; delete from pgboss.schedule where name = 'notify'; delete from pgboss.queue where name = 'notify'",
    ],
    ['by another time', "update pgboss.schedule set cron = '0 0 30 2 *' where name = 'watch-bypasses'"],
    ['by its clock', "update pgboss.version set cron_on = now() + interval '1 year'"],
  ])('%s is built again, and a person hears of it', async (_name, emptied) => {
    const { boss } = jobs;
    await applySchedule(boss);
    expect(await keepSchedule(boss)).toEqual([]);
    const before = (await alarmed())[0]?.occurrences ?? 0;
    await databaseClient().unsafe(emptied);
    expect(await keepSchedule(boss)).not.toEqual([]);
    expect(await scheduled()).toBe(SCHEDULE.length);
    expect((await alarmed()).map(({ occurrences }) => occurrences)).toEqual([before + 1]);
    expect(await keepSchedule(boss)).toEqual([]);
    const [clock] =
      await databaseClient()`select coalesce(cron_on, '-infinity') <= now() as past from pgboss.version`;
    expect(clock).toEqual({ past: true });
    expect(await boss.getQueue('notify')).toMatchObject({ policy: 'stately' });
  });
});
