import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { addEndpoint } from '../notifications/add-endpoint.ts';
import { openMailbox, type Mailbox } from '../notifications/mailbox.fixture.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { beginKillSwitchSteps } from './begin-kill-switch-steps.ts';
import { openBoss, type Boss } from './boss.ts';
import { createQueues } from './queues.ts';
import { closeJobStage, stageLater } from './stage-job.ts';
import { workQueues } from './work-queues.ts';

/* Through the real queue, to a mail server and to receivers over HTTP. */

/** What one receiver takes for each answer: less than the sender's patience, so that it goes on to the next. */
const ANSWERS_AFTER_MS = 12_000;

let world: ReviewWorld;
let mailbox: Mailbox;
let jobs: Boss;
let receiver: Server;
let url: string;
/** What each path was told. */
const told: { path: string; type: string }[] = [];
const ending = new AbortController();

beforeAll(async () => {
  mailbox = await openMailbox();
  process.env['SMTP_URL'] = mailbox.url;
  // Its receivers are on this machine, which only the demo tells.
  process.env['SLUICE_DEMO'] = '1';
  world = await openReviewWorld();
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      const path = request.url ?? '';
      told.push({ path, type: (JSON.parse(body) as { type: string }).type });
      setTimeout(() => response.writeHead(200).end(), path === '/slow' ? ANSWERS_AFTER_MS : 0);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${String(address.port)}`;
  jobs = await openBoss({ isWorker: true });
  await createQueues(jobs.boss);
  await workQueues(jobs.boss, ending.signal);
}, 60_000);
afterAll(async () => {
  ending.abort();
  receiver.closeAllConnections();
  receiver.close();
  await jobs.close(20_000);
  await closeJobStage();
  await world.close();
  await mailbox.close();
});

it('people hear of a press within seconds while a receiver takes twelve for each of fifty answers, and so does another receiver', async () => {
  const { notificationEndpointId } = await addEndpoint(world.as('marek'), { url: `${url}/slow` });
  await world.ask();
  await world.sql`
    insert into notifications (notification_id, kind, subject, channel, target, payload)
    select 'ntf_' || n, 'x', n::text, 'webhook', ${notificationEndpointId}, '{"type": "x"}' from generate_series(1, 50) as n`;
  await stageLater('notify', {}, { key: 'all', afterSeconds: 0 });
  const to = (path: string) => told.filter((one) => one.path === path);
  await expect.poll(() => to('/slow').length, { timeout: 15_000 }).toBe(1);
  await addEndpoint(world.as('marek'), { url: `${url}/hook` });
  await world.sql`
    insert into kill_switches (kill_switch_id, scope, scope_value, state, reason, engaged_by, epoch)
    values (${`ksw_${'1'.repeat(32)}`}, 'currency', 'eur', 'engaging', 'Something is wrong', 'opr_ines', 0)`;
  // As the worker's sweep does, which the press itself wakes.
  await beginKillSwitchSteps(jobContext('stop-payouts'));
  const isToldOfPress = () => mailbox.letters.some(({ text }) => text.includes('Payouts were stopped'));
  await expect.poll(isToldOfPress, { timeout: 10_000 }).toBe(true);
  expect(to('/slow').length, 'it has not even answered twice').toBeLessThan(3);
  const press = { path: '/hook', type: 'kill_switch.pressed' };
  await expect.poll(() => told, { timeout: 45_000 }).toContainEqual(press);
  expect(to('/slow').length).toBeLessThan(5);
}, 90_000);
