import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../context.ts';
import { closeJobStage } from '../jobs/stage-job.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { addEndpoint } from './add-endpoint.ts';
import { claimNotification } from './claim-notification.ts';
import { deliverNotifications } from './deliver-notifications.ts';
import { openMailbox, type Mailbox } from './mailbox.fixture.ts';
import { listOutbox } from './queries.ts';
import { removeEndpoint } from './remove-endpoint.ts';
import { repeatNotification } from './repeat-notification.ts';
import { stageNotifications } from './stage-notifications.ts';

type Post = { path: string; headers: IncomingHttpHeaders; body: string };

let world: ReviewWorld;
let mailbox: Mailbox;
let receiver: Server;
let url: string;
let posts: Post[] = [];
let status = 200;
/** Lets the receiver that does not answer say no. */
let answerSlow: (() => void) | null = null;
beforeAll(async () => {
  mailbox = await openMailbox();
  process.env['SMTP_URL'] = mailbox.url;
  // Its receiver is on this machine, which only the demo tells.
  process.env['SLUICE_DEMO'] = '1';
  world = await openReviewWorld();
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      posts.push({ path: request.url ?? '', headers: request.headers, body });
      if (request.url === '/slow') {
        answerSlow = () => void response.writeHead(500).end();
        return;
      }
      response.writeHead(status, status === 302 ? { location: `${url}/elsewhere` } : {}).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${String(address.port)}/hook`;
});
afterAll(async () => {
  await closeJobStage();
  await world.close();
  receiver.closeAllConnections();
  receiver.close();
  await mailbox.close();
});
beforeEach(async () => {
  posts = [];
  status = 200;
  mailbox.letters.length = 0;
  await world.tamper(
    `delete from notifications; delete from notification_endpoints;
     update payout_requests set state_since = now() - interval '2 days'`,
  );
});

const job = jobContext('notify');
const tell = async () => {
  await stageNotifications(job, {});
  const { signal } = new AbortController();
  await Promise.all([
    deliverNotifications(job, 'email', signal),
    deliverNotifications(job, 'webhook', signal),
  ]);
};
const endpoint = () => addEndpoint(world.as('marek'), { url });
const gone = { channel: 'webhook', target: 'nte_gone' } as const;
const later = () => world.tamper(`update notifications set next_try_at = now() where state = 'waiting'`);
const outbox = () => listOutbox(world.as('marek'));
const webhooks = async () => (await outbox()).filter(({ channel }) => channel === 'webhook');

describe('a signed webhook', () => {
  it('comes once for each request that waits, with a signature that any library checks', async () => {
    const { secret } = await endpoint();
    const { payoutRequestId } = await world.ask();
    await tell();
    await tell();
    const [post] = posts;
    expect(posts).toHaveLength(1);
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      type: 'payout_request.needs_review',
      data: { payout_request_id: payoutRequestId, amount: '4000', currency: 'usd' },
    });
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = post?.headers ?? {};
    const expected = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
      .update(`${String(id)}.${String(at)}.${post?.body ?? ''}`)
      .digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(await webhooks()).toMatchObject([{ state: 'sent', target: url }]);
  });

  it('that does not get through is tried again with the same id, later and later, and fails in the end', async () => {
    await endpoint();
    await world.ask();
    status = 500;
    await tell();
    await tell();
    expect(posts).toHaveLength(1); // Not before its time.
    for (let tries = 0; tries < 10; tries += 1) {
      await later();
      await tell();
    }
    expect(posts).toHaveLength(7);
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [failed] = await webhooks();
    expect(failed).toMatchObject({ state: 'failed', lastError: 'It answered 500.' });
    status = 200;
    await repeatNotification(world.as('marek'), { notificationId: failed?.notificationId ?? '' });
    await tell();
    expect(await webhooks()).toMatchObject([{ state: 'sent' }]);
  });

  it('follows nobody elsewhere, and stops when its address is removed', async () => {
    const { notificationEndpointId } = await endpoint();
    await world.ask();
    status = 302;
    await tell();
    expect(posts).toHaveLength(1);
    await removeEndpoint(world.as('marek'), { notificationEndpointId });
    await later();
    await tell();
    expect(posts).toHaveLength(1);
    expect(await webhooks()).toMatchObject([{ state: 'failed', lastError: 'This address was removed.' }]);
  });

  it('is taken by one of many workers', async () => {
    await world.sql`
      insert into notifications (notification_id, kind, subject, channel, target, payload)
      select 'ntf_' || n, 'x', n::text, 'webhook', 'nte_gone', '{}' from generate_series(1, 60) as n`;
    await world.sql.begin(async (other) => {
      await other`select from notifications for update`;
      expect(await claimNotification(job, gone)).toBeNull();
    });
    const claims = await Promise.all(Array.from({ length: 3 }, () => claimNotification(job, gone)));
    const ids = claims.flatMap((one) => (one === null ? [] : [one.notificationId]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(0);
  });

  it('that nobody answers keeps no other receiver waiting, nor the people who are written to', async () => {
    await addEndpoint(world.as('marek'), { url: url.replace('/hook', '/slow') });
    await endpoint();
    for (let asked = 0; asked < 3; asked += 1) await world.ask();
    const told = tell();
    const to = (path: string) => posts.filter((post) => post.path === path).length;
    await expect.poll(() => [to('/slow'), to('/hook'), mailbox.letters.length]).toEqual([1, 3, 3]);
    answerSlow?.();
    await told;
    // Whoever did not take one is asked for the next in the next run.
    expect([to('/slow'), to('/hook')]).toEqual([1, 3]);
    const again = tell();
    await expect.poll(() => to('/slow')).toBe(2);
    answerSlow?.();
    await again;
    expect(
      new Set(posts.filter(({ path }) => path === '/slow').map(({ headers }) => headers['webhook-id'])).size,
    ).toBe(2);
  });
});

describe('who is told', () => {
  it('hears once of each thing that needs a person, with the page where it is decided', async () => {
    const { payoutRequestId, connectedAccountId } = await world.ask();
    const [returned, refused] = [await world.ask(), await world.ask()];
    await world.tamper(`
      update payout_requests set state = 'refused', state_since = now() where payout_request_id = '${refused.payoutRequestId}';
      insert into alarms (kind, subject, text) values ('dispatch_locked', 'dispatch', 'x'), ('unknown_fee', 'x', 'x');
      delete from holds; delete from kill_switches;
      update payout_requests set state = 'unknown', attempt_count = 1 where payout_request_id = '${payoutRequestId}';
      insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
        payload_hash, state, claimed_by, claimed_until, absent_since)
      values ('pat_gone', '${payoutRequestId}', '${connectedAccountId}', 1, 'key', 'x', 'absent', 'x', now(), now());
      update payout_requests set state = 'returned', is_reserved = false, payout_id = 'po_back', state_since = now()
        where payout_request_id = '${returned.payoutRequestId}';
      insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by,
        review_by, state, release_asked_by, release_asked_at)
      values ('hld_asked', '${connectedAccountId}', 'operator', 'other', 'x', 'x', '{}', 'opr_ines', now(), 'release_asked', 'opr_ines', now());
      insert into kill_switches (kill_switch_id, scope, scope_value, state, reason, engaged_by, epoch, pressed_at, release_asked_by, release_asked_at)
      values ('ksw_asked', 'connected_account', '${connectedAccountId}', 'release_asked', 'x', 'opr_ines', 0, now() - interval '2 days', 'opr_ines', now());
      insert into bypasses (kind, connected_account_id, subject, seen)
      values ('payout', '${connectedAccountId}', 'po_other', 'A payout was made outside Sluice.');
      delete from payout_policies;
      insert into payout_policies (policy_version_id, version, text, state, written_by)
      values ('ppv_1', 1, 'go', 'draft', 'opr_marek');
      update notification_endpoints set added_at = now() - interval '1 day'`);
    await endpoint();
    await world.tamper(`update notification_endpoints set added_at = now() - interval '1 day'`);
    await tell();
    await tell();
    const told = posts.map(({ body }) => JSON.parse(body) as { type: string; data: { url: string } });
    expect(Object.fromEntries(told.map(({ type, data }) => [type, new URL(data.url).pathname]))).toEqual({
      'payout_request.outcome_unknown': `/payouts/${payoutRequestId}`,
      'payout_request.returned': `/payouts/${returned.payoutRequestId}`,
      'payout_request.refused': `/payouts/${refused.payoutRequestId}`,
      'alarm.raised': '/kill-switch',
      'hold.release_asked': `/connected-accounts/${connectedAccountId}`,
      'kill_switch.release_asked': '/kill-switch/ksw_asked',
      'bypass.seen': `/connected-accounts/${connectedAccountId}`,
      'payout_policy.waiting': '/settings/payout-policy',
    });
    expect(told).toHaveLength(8);
    expect(posts.map(({ body }) => body).join()).not.toMatch(/"go"|sealed|secret|payload_hash/);
    // Only administrators publish, and nobody hears of what they asked for themselves.
    const letterTo = (name: string) =>
      mailbox.letters.find(({ to }) => to === `${name}@example.com`)?.text.replace(/=\r?\n/g, '') ?? '';
    expect(letterTo('noor')).toContain('waits to be published');
    expect(letterTo('noor')).toContain('No payout leaves: dispatch is locked');
    for (const name of ['marek', 'anna']) expect(letterTo(name)).not.toContain('waits to be published');
    expect(letterTo('ines')).not.toContain('asks to release');
    expect(letterTo('anna')).toContain('asks to release a hold');
    const [account] = await world.sql<{ name: string }[]>`
      select display_name as name from connected_accounts where connected_account_id = ${connectedAccountId}`;
    expect(letterTo('anna')).toContain(`let payouts go again: ${account?.name ?? ''}`);
    expect(letterTo('anna')).not.toContain('go again: connected account');
    await world.tamper(
      `delete from holds; delete from kill_switches; delete from bypasses; delete from payout_policies;
      delete from payout_attempts; delete from alarms`,
    );
  });
});

describe('an owner who cannot sign in any more', () => {
  it('is told of to who may make the link, until somebody has; and to nobody when it was taken back or its time is over', async () => {
    const connectedAccountId = await world.account([1_00n]);
    const asks = async (name: string, over = '') => {
      await world.tamper(`
        insert into connected_account_owners (owner_id, connected_account_id, email, name)
          values ('own_${name}', '${connectedAccountId}', '${name}@seller.example', 'x');
        insert into owner_renewals (owner_renewal_id, owner_id, connected_account_id, email, reason, code_hash, asked_by)
          values ('orn_${name}', 'own_${name}', '${connectedAccountId}', '${name}@seller.example', 'They rang.', 'x', 'opr_marek')`);
      if (over !== '')
        await world.tamper(`update owner_renewals set ${over} where owner_renewal_id = 'orn_${name}'`);
    };
    await endpoint();
    await world.tamper(`update notification_endpoints set added_at = now() - interval '1 day'`);
    await asks('waits');
    await asks('made', "made_by = 'opr_noor', made_at = now(), token_hash = 'x'");
    await asks('back', "ended_by = 'opr_noor', ended_at = now()");
    await asks('late', "expires_at = now() - interval '1 minute'");
    await tell();
    await tell();
    expect(posts.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      {
        type: 'owner_renewal.asked',
        text: expect.stringMatching(
          /another password for an owner of .*: a second administrator makes the link: /,
        ) as string,
        data: {
          owner_renewal_id: 'orn_waits',
          connected_account_id: connectedAccountId,
          url: expect.stringMatching(/#owners$/) as string,
        },
      },
    ]);
    // Whoever asked knows, and who does the books could not make it.
    expect(mailbox.letters.map(({ to }) => to)).toEqual(['noor@example.com']);
    expect(posts.map(({ body }) => body).join()).not.toContain('They rang');
    await world.tamper(
      `set session_replication_role = replica; delete from owner_renewals; set session_replication_role = origin`,
    );
  });
});

describe('mail', () => {
  const receivers = () => mailbox.letters.map(({ to }) => to).sort();

  it('tells everybody who may decide, once about all that is new, and nobody about their own', async () => {
    await world.ask();
    await world.ask();
    await tell();
    // Anna asked for both.
    expect(receivers()).toEqual(['ines@example.com', 'marek@example.com', 'noor@example.com']);
    expect(mailbox.letters[0]?.text).toContain('2 things need you');
    await world.ask();
    await tell();
    expect(mailbox.letters).toHaveLength(3);
    await world.tamper(`update notifications set made_at = now() - interval '11 minutes'`);
    await tell();
    expect(mailbox.letters).toHaveLength(6);
    expect(mailbox.letters.at(-1)?.text).toContain('40.00 USD to Owner of');
  });

  it('does not wait when payouts were stopped', async () => {
    await world.ask();
    await tell();
    mailbox.letters.length = 0;
    await world.sql`
      insert into kill_switches (kill_switch_id, scope, scope_value, state, reason, engaged_by, epoch)
      values ('ksw_1', 'currency', 'eur', 'engaging', 'Something is wrong', 'opr_ines', 0)`;
    await tell();
    expect(receivers()).toEqual(['anna@example.com', 'marek@example.com', 'noor@example.com']);
    expect(mailbox.letters[0]?.text).toContain('Payouts were stopped: currency eur');
  });

  it('names the stop first, however much has come since', async () => {
    await world.sql`
      insert into kill_switches (kill_switch_id, scope, scope_value, state, reason, engaged_by, epoch)
      values ('ksw_2', 'currency', 'huf', 'engaging', 'Something is wrong', 'opr_ines', 0)`;
    for (let asked = 0; asked < 21; asked += 1) await world.ask();
    await world.tamper(
      `update payout_requests set state_since = now() + interval '1 second' where state = 'in_review'`,
    );
    await tell();
    // Ines pressed it herself: she is told of the rest alone.
    const letter = mailbox.letters.find(({ to }) => to === 'marek@example.com');
    expect(letter?.text).toMatch(/Subject: .*Payouts were stopped/);
    expect(letter?.text).toMatch(/\n\nPayouts were stopped: currency huf\n/);
  });
});
