import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { askForInformation } from '../information-requests/ask-for-information.ts';
import { closeJobStage } from '../jobs/stage-job.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { deliverNotifications } from './deliver-notifications.ts';
import { openMailbox, type Mailbox } from './mailbox.fixture.ts';
import { stageNotifications } from './stage-notifications.ts';

let world: PayoutWorld;
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await openMailbox();
  process.env['SMTP_URL'] = mailbox.url;
  world = await openPayoutWorld();
});
afterAll(async () => {
  await closeJobStage();
  await world.close();
  await mailbox.close();
});
beforeEach(async () => {
  await world.tamper('delete from notifications; delete from information_requests');
  mailbox.letters.length = 0;
});

const tell = async () => {
  await stageNotifications(jobContext('notify'), {});
  await deliverNotifications(jobContext('notify'), 'email', new AbortController().signal);
};
const letters = () => mailbox.letters.filter(({ to }) => to.endsWith('@seller.example'));
const textOf = (letter: { text: string } | undefined) => letter?.text.replaceAll(/=\r?\n/g, '') ?? '';

async function ownerOf(connectedAccountId: string, isDemoPersona = false): Promise<string> {
  const email = `${crypto.randomUUID()}@seller.example`;
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name, is_demo_persona)
    values (${`own_${crypto.randomUUID()}`}, ${connectedAccountId}, ${email}, 'Olive', ${isDemoPersona})`;
  return email;
}

const ask = (connectedAccountId: string, dueInDays = 7) =>
  askForInformation(world.as('ines'), {
    connectedAccountId,
    subject: 'An invoice of your supplier',
    ownerText: 'We compare what you sold with what you bought.',
    filesWanted: ['The invoice of October'],
    dueInDays,
  });

it('writes to each owner of the account once, and says in the letter no more than that something is needed', async () => {
  const mine = await world.account([10_00n]);
  const emails = [await ownerOf(mine), await ownerOf(mine)];
  const another = await world.account([10_00n]);
  await ownerOf(another);
  const { informationRequestId } = await ask(mine);
  await tell();
  await tell();
  expect(
    letters()
      .map(({ to }) => to)
      .sort(),
  ).toEqual(emails.sort());
  const text = textOf(letters()[0]);
  expect(text).toContain('An invoice of your supplier');
  expect(text).toContain(`/portal/requests/${informationRequestId}`);
  expect(text).toContain('something is needed from');
  expect(text).not.toMatch(/We compare|invoice of October|decide about payouts/);
});

it('reminds once, two days before the time is over, and nobody who has answered', async () => {
  const mine = await world.account([10_00n]);
  await ownerOf(mine);
  const { informationRequestId } = await ask(mine);
  await tell();
  const asked = (due: string) =>
    world.tamper(`update information_requests set asked_at = now() - interval '5 days', due_at = now() + interval '${due}'
      where information_request_id = '${informationRequestId}'`);
  await asked('49 hours');
  await tell();
  expect(letters()).toHaveLength(1);
  await asked('47 hours');
  await tell();
  await tell();
  expect(letters()).toHaveLength(2);
  expect(textOf(letters()[1])).toContain('still needed from');
  const another = await world.account([10_00n]);
  await ownerOf(another);
  const second = await ask(another);
  await world.tamper(`update information_requests set state = 'closed', closed_by = 'opr_ines', closed_at = now(), close_reason = 'x'
    where information_request_id = '${second.informationRequestId}'`);
  await tell();
  expect(letters()).toHaveLength(2);
});

it('writes to nobody who is disabled, whose account is gone, or who has no mailbox', async () => {
  const demo = await world.account([10_00n]);
  await ownerOf(demo, true);
  await ask(demo);
  const gone = await world.account([10_00n]);
  await ownerOf(gone);
  await ask(gone);
  const disabled = await world.account([10_00n]);
  const email = await ownerOf(disabled);
  await ask(disabled);
  await world.tamper(`update connected_accounts set deauthorized_at = now() where connected_account_id = '${gone}';
    update connected_account_owners set disabled_at = now() where email = '${email}'`);
  await tell();
  expect(letters()).toEqual([]);
});
