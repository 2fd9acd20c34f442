import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { askForInformation } from '../information-requests/ask-for-information.ts';
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
    await deliverNotifications(job, 'email', new AbortController().signal);
  }
  const lines = await listOutbox(world.as('marek'));
  expect(lines).toMatchObject([{ channel: 'email', target: '', state: 'kept', tries: 0 }]);
  expect(lines[0]?.title).toContain('waits for a decision');
});

it('keeps a letter to an owner too, with whom it is for', async () => {
  const connectedAccountId = await world.account([10_00n]);
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name, is_demo_persona)
    values ('own_kept', ${connectedAccountId}, 'olive@seller.example', 'Olive', true)`;
  await askForInformation(world.as('ines'), {
    connectedAccountId,
    subject: 'An invoice of your supplier',
    ownerText: 'We compare what you sold with what you bought.',
    filesWanted: [],
    dueInDays: 7,
  });
  await stageNotifications(jobContext('notify'), {});
  const letters = (await listOutbox(world.as('marek'))).filter(({ kind }) => kind.startsWith('owner.'));
  expect(letters).toMatchObject([
    { kind: 'owner.information_asked', state: 'kept', target: 'olive@seller.example' },
  ]);
});
