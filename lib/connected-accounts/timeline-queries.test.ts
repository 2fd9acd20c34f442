import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../context.ts';
import { closeDatabase, database } from '../db/client.ts';
import { readPageRequest, type Page } from '../paging.ts';
import { readTimeline } from './timeline-queries.ts';
import { TIMELINE_KINDS, type TimelineItem, type TimelineKind } from './types.ts';

/*
 * Sources of one account that share many instants, among the moments of another account: a page must not skip or repeat
 * one at a border, in either direction, and never show the other's.
 */

const ctx: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'Anna', role: 'viewer' },
};
const ROWS_PER_SOURCE = 40;
const SOURCES = 10;

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  const owner = postgres(testDatabase.ownerUrl, { max: 1 });
  await owner`insert into operators (operator_id, email, name, role) values ('opr_1', 'anna@example.com', 'Anna', 'finance_operator')`;
  for (const account of ['acct_mine', 'acct_other']) {
    // The program writes no line of a history that was.
    await owner`
      insert into external_account_changes (connected_account_id, external_account_id, change, after, seen_at)
      select ${account}, 'ba_' || n, 'added', '{"last4": "6789", "institution": "Bank"}', ${owner.unsafe(AT)} from ${owner.unsafe(ROWS)}`;
    // It lets nobody in without an invitation.
    await owner`
      insert into connected_account_owners (owner_id, connected_account_id, email, name)
      select 'own_' || ${account}::text || n, ${account}, 'o' || n || '@seller.example', 'Olive' from generate_series(0, 1) as n`;
    await owner`
      insert into owner_renewals (owner_renewal_id, owner_id, connected_account_id, email, reason, code_hash, asked_by, expires_at, ended_by, ended_at)
      select 'orn_' || ${account}::text || lpad(n::text, 2, '0'), 'own_' || ${account}::text || (n % 2), ${account}, 'o@seller.example', 'x', 'x', 'opr_1',
        ${owner.unsafe(AT)}, 'opr_1', now() from ${owner.unsafe(ROWS)}`;
    await owner`
      insert into account_rejections (account_rejection_id, connected_account_id, act, reason_code, reviewer_text, asked_by, state, decided_by, decided_at)
      values (${`rej_${account}0`}, ${account}, 'reject', 'other', 'Complaints.', 'opr_1', 'declined', 'opr_1', now()),
             (${`rej_${account}1`}, ${account}, 'unreject', null, 'A mistake.', 'opr_1', 'declined', 'opr_2', now())`;
    await seed(account);
  }
  await owner.end({ timeout: 5 });
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

/** Four moments of each source at each instant, a microsecond or an hour apart. */
const AT = `'2026-10-01T00:00:00Z'::timestamptz + (n / 4) * interval '1 hour' + (n / 8) * interval '1 microsecond'`;
const ROWS = `generate_series(1, ${String(ROWS_PER_SOURCE)}) as n`;

async function seed(account: string): Promise<void> {
  const at = sql.raw(AT);
  const rows = sql.raw(ROWS);
  await database().execute(sql`
    insert into connected_account_notes (note_id, version, connected_account_id, text, is_pinned, written_by, written_by_name, written_at)
    select ${account} || n, 1, ${account}, 'note ' || n, false, 'opr_1', 'Anna', ${at} from ${rows}`);
  await database().execute(sql`
    insert into disputes (dispute_id, connected_account_id, livemode, occurred_at, amount, currency, status, reason, charge_id,
      is_charge_refundable, has_evidence, submission_count, balance_transaction_ids, read_at)
    select ${account} || 'du_' || n, ${account}, false, ${at}, 9000, 'jpy', 'needs_response', 'fraudulent', 'ch_1', false, false, 0, '[]', now()
    from ${rows}`);
  // The platform's, of charges that paid this account.
  await database().execute(sql`
    insert into disputes (dispute_id, connected_account_id, transfer_destination, livemode, occurred_at, amount, currency, status,
      reason, charge_id, is_charge_refundable, has_evidence, submission_count, balance_transaction_ids, read_at)
    select ${account} || 'du_p' || n, 'platform', ${account}, false, ${at}, 9000, 'jpy', 'needs_response', 'fraudulent', 'ch_1', false, false, 0, '[]', now()
    from ${rows}`);
  const body = JSON.stringify({
    data: {
      object: { payouts_enabled: false, individual: { first_name: 'Secret' } },
      previous_attributes: { payouts_enabled: true, individual: { first_name: 'Other' } },
    },
  });
  for (const type of ['account.updated', 'charge.succeeded'])
    await database().execute(sql`
      with stored as (
        insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
        select 'evt_' || ${type} || ${account} || n, ${at}, ${account}, ${type}, false, 'connect', 'webhook' from ${rows}
        returning stripe_event_id, occurred_at)
      insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body)
      select stripe_event_id, occurred_at, ${account}, ${body} from stored`);
  // The database stamps an audit row with its own time, so these stand at the top.
  for (const action of ['connected_account.change', 'note.add'])
    await database().execute(sql`
      insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, before, after, request_id)
      select ${account}, 'job', 'x', ${action}, ${account}, 'done', '{"payoutInterval": "manual"}', '{"payoutInterval": "daily"}', 'r'
      from ${rows}`);
  // Of two logins in turn, among what a login does all day.
  for (const action of ['owner.shut_out', 'owner_session.start'])
    await database().execute(sql`
      insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, after, request_id)
      select ${account}, 'operator', 'opr_1', ${action}, 'own_' || ${account}::text || (n % 2), 'done', '{"reason": "Lost."}', 'r' from ${rows}`);
  // Of two wishes in turn, among how often Stripe was told and had not answered.
  for (const [action, after] of [
    ['account_rejection.ask', {}],
    ['account_rejection.call', {}],
    ['account_rejection.record', { outcome: 'away' }],
  ] as const)
    await database().execute(sql`
      insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, after, request_id)
      select ${account}, 'operator', 'opr_1', ${action}, 'rej_' || ${account}::text || (n % 2), 'done', ${JSON.stringify(after)}::jsonb, 'r' from ${rows}`);
  const plan = { cadence: 'daily', weekdays: [], monthDay: null, zone: 'UTC', atMinute: 360, thresholds: {} };
  const before = JSON.stringify({ ...plan, minimumBalances: {} });
  const after = JSON.stringify({ ...plan, minimumBalances: { usd: '10000' } });
  await database().execute(sql`
    insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, before, after, request_id)
    select ${account}, 'operator', 'opr_1', 'payout_cadence.set', ${account}, 'done', ${before}::jsonb, ${after}::jsonb, 'r'
    from ${rows}`);
}

function page(kind: TimelineKind | null, cursor?: string): Promise<Page<TimelineItem>> {
  const scope = { list: 'timeline', filter: { connectedAccountId: 'acct_mine', kind } };
  return readTimeline(ctx, 'acct_mine', kind, readPageRequest(scope, { cursor, size: '25' }));
}

async function walk(kind: TimelineKind | null): Promise<Page<TimelineItem>[]> {
  const pages = [await page(kind)];
  for (let next = pages.at(-1)?.nextCursor; next; next = pages.at(-1)?.nextCursor)
    pages.push(await page(kind, next));
  return pages;
}

describe('the timeline of a connected account', () => {
  it('tells everything once, newest first, whatever shares an instant', async () => {
    const items = (await walk(null)).flatMap(({ rows }) => rows);
    expect(items).toHaveLength(ROWS_PER_SOURCE * SOURCES);
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    const times = items.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((left, right) => right - left));
  });

  it('leads back over the same pages', async () => {
    const pages = await walk(null);
    for (const [position, { previousCursor }] of pages.entries()) {
      if (previousCursor === null) continue;
      expect((await page(null, previousCursor)).rows).toEqual(pages[position - 1]?.rows);
    }
  });

  it.each(TIMELINE_KINDS)('narrowed to %s tells that alone', async (kind) => {
    const items = (await walk(kind)).flatMap(({ rows }) => rows);
    const all = (await walk(null)).flatMap(({ rows }) => rows);
    const keys = new Set(all.map(({ key }) => key));
    expect(items.every(({ key }) => keys.has(key))).toBe(true);
    expect(items).toHaveLength(
      { account: 120, destinations: 40, payouts: 40, disputes: 80, owners: 80, notes: 40 }[kind],
    );
  });

  it('says in words what changed, and nothing else of what an event holds', async () => {
    const items = (await walk('account')).flatMap(({ rows }) => rows);
    const sentences = new Set(items.flatMap(({ details }) => details));
    expect([...sentences].sort()).toEqual([
      'Another reason.',
      'Payout schedule: manual → daily.',
      'Payouts were switched off.',
      'Why: A mistake.',
      'Why: Complaints.',
    ]);
    expect(JSON.stringify(items)).not.toContain('Secret');
  });

  it('names who changed when payouts are asked for, and what stays in the balance', async () => {
    const [item] = (await walk('payouts')).flatMap(({ rows }) => rows);
    expect(item).toMatchObject({
      title: 'Anna changed when payouts are asked for',
      details: ['Stays in the balance: 100.00 USD; before: nothing more than Stripe keeps.'],
      record: { kind: 'audit' },
    });
  });

  it('names who shut an owner out, and why', async () => {
    const [item] = (await walk('owners')).flatMap(({ rows }) => rows);
    expect(item).toMatchObject({
      title: 'Anna shut Olive out',
      details: [expect.stringMatching(/^o[01]@seller/), 'Why: Lost.'],
      record: { kind: 'audit' },
    });
  });

  it('says of a destination that came after the account how much later', async () => {
    await database().execute(sql`
      insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, request_id)
      select account, 'job', 'x', 'connected_account.add', account, 'done', 'r'
      from unnest(array['acct_with', 'acct_after']) as account`);
    const owner = postgres(testDatabase.ownerUrl, { max: 1 });
    await owner`
      insert into external_account_changes (connected_account_id, external_account_id, change, after, is_new_destination, seen_at)
      values ('acct_with', 'ba_with', 'added', '{"last4": "1111"}', false, now() - interval '1 second'),
             ('acct_after', 'ba_after', 'added', '{"last4": "2222"}', false, now() + interval '150 seconds')`;
    await owner.end({ timeout: 5 });
    const titleOf = async (account: string) => {
      const request = readPageRequest({ list: 'timeline', filter: { account } }, {});
      return (await readTimeline(ctx, account, 'destinations', request)).rows.map(({ title }) => title);
    };
    expect(await titleOf('acct_with')).toEqual(['First seen, with the account']);
    expect(await titleOf('acct_after')).toEqual(['First seen 2 minutes after the account']);
  });

  it('is nothing for the account’s own owner', async () => {
    const owner: Context = {
      ...ctx,
      actor: { kind: 'connected_account_owner', connectedAccountId: 'acct_mine', email: 'o@seller.example' },
    };
    const request = readPageRequest({ list: 'timeline', filter: {} }, {});
    await expect(readTimeline(owner, 'acct_mine', null, request)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
