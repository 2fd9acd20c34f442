import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../context.ts';
import { readAsOwner } from '../db/as-owner.ts';
import { database } from '../db/client.ts';
import { placeHold } from '../holds/place-hold.ts';
import { listHoldsOfAccount } from '../holds/queries.ts';
import { answerInformationRequest } from '../information-requests/answer-information-request.ts';
import { askForInformation } from '../information-requests/ask-for-information.ts';
import { closeInformationRequest } from '../information-requests/close-information-request.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { proposePayout } from '../payouts/requests/propose-payout.ts';
import { readAskingFacts } from './asking-facts.ts';
import { readOwnAsking } from './asking-queries.ts';
import { readWhatOwnerReads } from './owner-reads.ts';
import { readPortal } from './queries.ts';

let world: PayoutWorld;
let mine: string;
let theirs: string;

const ownerOf = (connectedAccountId: string): Context => ({
  ...jobContext('test'),
  actor: { kind: 'connected_account_owner', connectedAccountId, email: 'owner@seller.example' },
});

/** An account with somebody who signs in for it. */
async function owned(): Promise<{ account: string; ctx: Context }> {
  const account = await world.account([10_00n]);
  const ctx = ownerOf(account);
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values (${`own_${account}`}, ${account}, 'owner@seller.example', 'Olive')`;
  return { account, ctx };
}

async function askFor(connectedAccountId: string, subject: string): Promise<string> {
  const { informationRequestId } = await askForInformation(world.as('ines'), {
    connectedAccountId,
    subject,
    ownerText: 'We compare.',
    filesWanted: [],
    dueInDays: 7,
  });
  return informationRequestId;
}

async function fill(connectedAccountId: string, amount: bigint, reviewerText: string): Promise<void> {
  await proposePayout(world.as('anna'), { connectedAccountId, currency: 'usd', amount });
  await placeHold(world.as('ines'), {
    connectedAccountId,
    payoutRequestId: null,
    reason: 'card_testing',
    reviewerText,
  });
}

beforeAll(async () => {
  world = await openPayoutWorld();
  mine = await world.account([100_00n, 23_45n]);
  theirs = await world.account([777_77n]);
  await fill(mine, 50_11n, 'Canary of mine');
  await fill(theirs, 66_22n, 'Canary of theirs');
});
afterAll(() => world.close());

const words = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));

describe('the portal of an account', () => {
  it('says what there is, what waits and why, to its owner', async () => {
    const portal = await readPortal(ownerOf(mine));
    expect(portal.money).toMatchObject([
      { available: { amount: 73_34n }, reserved: { amount: 50_11n }, pending: { amount: 0n } },
    ]);
    expect(portal.waiting).toMatchObject([
      {
        amount: { amount: 50_11n, currency: 'usd' },
        why: ['Payouts are being checked before they leave. You will hear from us if we need anything.'],
      },
    ]);
    expect(portal.staysBecause).toEqual([
      'Payouts are being checked before they leave. You will hear from us if we need anything.',
    ]);
  });

  it('has nothing of another account, and nothing that was written for reviewers', async () => {
    const said = words(await readPortal(ownerOf(mine)));
    expect(said).toContain('5011');
    expect(said).not.toMatch(/6622|77777|Canary|card_testing|anna|ines/i);
    expect(said).not.toContain(theirs);
    expect(words(await readPortal(ownerOf(theirs)))).not.toMatch(/5011|7334|Canary/);
  });

  it('reads no promise of payouts in a hold from before 2026-11-23, whose text is kept as it was written', async () => {
    const account = await world.account([10_00n]);
    await proposePayout(world.as('anna'), { connectedAccountId: account, currency: 'usd', amount: 5_00n });
    const written =
      'Something that we have asked you for is still missing. As soon as it is there, payouts go on.';
    await world.sql`
      insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
      values ('hld_old_text', ${account}, 'operator', 'documents_missing', 'x', ${written}, '{}', 'opr_ines', now() + interval '1 day')`;
    const now =
      'Documents that we need from you are missing. You will hear from us which ones. Payouts wait until they are there and have been looked at.';
    const portal = await readPortal(ownerOf(account));
    expect(portal.staysBecause).toEqual([now]);
    expect(portal.waiting).toMatchObject([{ why: [now] }]);
    expect((await readAskingFacts(database(), account)).holds).toMatchObject([{ ownerText: now }]);
    expect(words([portal, await readOwnAsking(ownerOf(account))])).not.toContain('go on');
    // What colleagues see that the owner reads.
    expect(await listHoldsOfAccount(world.as('ines'), account)).toMatchObject([{ ownerText: now }]);
  });

  it('says of missing documents that they were asked for, by name, only where they were, and what is so once they came', async () => {
    const { account, ctx } = await owned();
    await proposePayout(world.as('anna'), { connectedAccountId: account, currency: 'usd', amount: 5_00n });
    const [request] = (await readPortal(ctx)).waiting;
    const held = {
      connectedAccountId: account,
      reason: 'documents_missing',
      reviewerText: 'No invoice',
    } as const;
    await placeHold(world.as('ines'), { ...held, payoutRequestId: null });
    await placeHold(world.as('ines'), { ...held, payoutRequestId: request?.payoutRequestId ?? '' });
    const said = async () => {
      const { staysBecause, waiting } = await readPortal(ctx);
      const holds = await listHoldsOfAccount(world.as('ines'), account);
      const reads = await readWhatOwnerReads(world.as('ines'), account, holds);
      // Colleagues are told exactly what stands there, and so is whoever asks for a payout.
      expect([...reads.values()].flat()).toEqual(expect.arrayContaining([...staysBecause]));
      expect((await readAskingFacts(database(), account)).holds).toMatchObject([
        { ownerText: staysBecause[0] },
      ]);
      const [all] = new Set(holds.map(({ asked }) => asked));
      return { all, staysBecause, ofOne: waiting[0]?.why.find((text) => text.includes('This payout')) };
    };
    expect(await said()).toMatchObject({
      all: 'nothing',
      staysBecause: [
        expect.stringMatching(/^Documents that we need .* You will hear from us which ones\. Payouts wait/),
      ],
      ofOne: expect.stringContaining('This payout waits until they are there') as string,
    });
    const informationRequestId = await askFor(account, 'An invoice');
    await askFor(account, 'Your licence');
    expect(await said()).toEqual({
      all: 'waiting',
      staysBecause: [
        'We have asked you for “An invoice” and “Your licence”. Payouts wait until that is there and has been looked at.',
      ],
      ofOne:
        'We have asked you for “An invoice” and “Your licence”. This payout waits until that is there and has been looked at.',
    });
    await world.sql`update information_requests set state = 'closed', closed_by = 'opr_ines', closed_at = now(), close_reason = 'x'
      where connected_account_id = ${account} and subject = 'Your licence'`;
    await answerInformationRequest(ctx, { informationRequestId, text: 'Here it is.', files: [] });
    expect(await said()).toEqual({
      all: 'answered',
      staysBecause: ['We are looking at what you sent. Payouts wait until that is done.'],
      ofOne: 'We are looking at what you sent. This payout waits until that is done.',
    });
    await closeInformationRequest(world.as('ines'), { informationRequestId, reason: 'It is all there.' });
    expect(await said()).toMatchObject({ all: 'nothing' });
  });

  it('names no hold as what keeps the money of an account that Stripe pays by itself, and one where it is paid by hand', async () => {
    const byStripe = 'acct_1ByStripe';
    await world.sql`insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled,
        payouts_enabled, details_submitted, requirements, future_requirements, capabilities, payout_interval, minimum_balances,
        automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
      values (${byStripe}, false, 'v1', 'By Stripe', true, true, true, '{}', '{}', '{}', 'weekly', '{}', '{}', 'automatic', '[]', now(), now())`;
    await placeHold(world.as('ines'), {
      connectedAccountId: byStripe,
      payoutRequestId: null,
      reason: 'card_testing',
      reviewerText: 'Canary',
    });
    expect(await readPortal(ownerOf(byStripe))).toMatchObject({
      payoutRhythm: 'Stripe pays you once a week.',
      staysBecause: [],
    });
    await world.sql`update connected_accounts set payout_interval = 'manual' where connected_account_id = ${byStripe}`;
    expect((await readPortal(ownerOf(byStripe))).staysBecause).toHaveLength(1);
  });

  it('asks nothing of a rejected one and starts no payouts for it, nor offers to ask for one', async () => {
    const rejected = await world.account([50_00n]);
    expect(await readOwnAsking(ownerOf(rejected))).toHaveLength(1);
    await world.sql`update connected_accounts set disabled_reason = 'rejected.platform_fraud', payouts_enabled = false,
      requirements = '{"currently_due": ["company.tax_id"]}' where connected_account_id = ${rejected}`;
    expect(await readPortal(ownerOf(rejected))).toMatchObject({
      payoutRhythm: null,
      todo: { dueNow: [], isWaiting: true },
    });
    expect(await readOwnAsking(ownerOf(rejected))).toBeNull();
  });

  it('tells what is due where Stripe is checking, and counts a paid payout as not final as long as its sum does', async () => {
    const asked = await world.account([50_00n]);
    await world.sql`update connected_accounts set disabled_reason = 'requirements.pending_verification', payouts_enabled = false,
      requirements = '{"currently_due": ["company.tax_id"]}' where connected_account_id = ${asked}`;
    await world.sql`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
        is_automatic, arrives_on, metadata, read_at, failure_code)
      select 'po_' || status || ${asked}, ${asked}, false, now() - interval '2 days', 1000, 'usd', status, 'standard', false,
        current_date, '{}', now(), case when status = 'failed' then 'account_closed' end
      from unnest(array['paid', 'failed', 'in_transit']) as status`;
    const portal = await readPortal(ownerOf(asked));
    expect(portal.todo.blocked).toBe('Stripe is checking what you sent, and asks for more.');
    const of = (status: string) => portal.payouts.find((payout) => payout.status === status);
    expect(of('paid')).toMatchObject({ isNotFinal: true, returnsUntil: expect.any(String) as string });
    expect(of('in_transit')).toMatchObject({ isNotFinal: true, returnsUntil: null });
    expect(of('failed')).toMatchObject({ isNotFinal: false });
    expect(of('failed')?.failed).toContain('under Account');
    await world.sql`update payouts set settlement_posted_at = now() where connected_account_id = ${asked} and status = 'paid'`;
    // Frozen: the page takes no other bank account, and nobody is sent there for one.
    await world.sql`update connected_accounts set disabled_reason = 'under_review' where connected_account_id = ${asked}`;
    const later = await readPortal(ownerOf(asked));
    expect(later.payouts.some(({ isNotFinal, status }) => status === 'paid' && isNotFinal)).toBe(false);
    expect(later.payouts.find(({ status }) => status === 'failed')?.failed).toContain('Write to us');
  });

  it('says of an account that Sluice does not know yet that it is being set up', async () => {
    await expect(readPortal(ownerOf('acct_of_nobody'))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a read as an owner', () => {
  it('that forgets whose rows it wants gets its own alone, of every table that the portal reads', async () => {
    for (const table of [
      'payout_requests',
      'holds',
      'connected_accounts',
      'external_accounts',
      'balance_transactions',
    ]) {
      const rows = await readAsOwner(mine, (tx) =>
        tx.execute<{ tenant: string }>(
          sql`select distinct connected_account_id as tenant from ${sql.identifier(table)}`,
        ),
      );
      expect([...rows], table).toEqual([{ tenant: mine }]);
    }
  });

  it('can neither read what is for reviewers nor write', async () => {
    for (const statement of [
      sql`select reviewer_text from holds`,
      sql`select route_reasons from payout_requests`,
      sql`select 1 from operators`,
      sql`select 1 from kill_switches`,
    ])
      await expect(readAsOwner(mine, (tx) => tx.execute(statement))).rejects.toMatchObject({
        code: '42501',
      });
    await expect(
      readAsOwner(mine, (tx) => tx.execute(sql`update holds set owner_text = 'x'`)),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|25006)$/) as string });
  });

  it('leaves the connection as it was, also after a failure', async () => {
    await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) =>
        readAsOwner(mine, (tx) => tx.execute(at % 2 === 0 ? sql`select 1` : sql`select 1 / 0`)),
      ),
    );
    const seen = await Promise.all(
      Array.from({ length: 20 }, () =>
        database().execute<{ who: string; whose: string | null }>(
          sql`select current_user as who, nullif(current_setting('sluice.connected_account_id', true), '') as whose`,
        ),
      ),
    );
    expect(new Set(seen.map(([row]) => words(row)))).toEqual(
      new Set([words({ who: 'sluice_app', whose: null })]),
    );
  });
});
