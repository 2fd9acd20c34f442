import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { deliverNotifications } from './deliver-notifications.ts';
import { listOutbox } from './queries.ts';
import { stageNotifications } from './stage-notifications.ts';

let world: ReviewWorld;
beforeAll(async () => {
  delete process.env['SMTP_URL'];
  world = await openReviewWorld();
});
afterAll(() => world.close());

it('without a mail server what would have been mailed is kept, once, and never sent', async () => {
  const job = jobContext('notify');
  await world.ask();
  for (let minute = 0; minute < 3; minute += 1) {
    await stageNotifications(job, {});
    await deliverNotifications(job, new AbortController().signal);
  }
  const lines = await listOutbox(world.as('marek'));
  expect(lines).toMatchObject([{ channel: 'email', target: '', state: 'kept', tries: 0 }]);
  expect(lines[0]?.title).toContain('waits for a decision');
});
