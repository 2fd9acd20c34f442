import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext, type Context } from '../context.ts';
import { placeHold } from '../holds/place-hold.ts';
import { setPayoutCadence } from '../payouts/cadences/set-payout-cadence.ts';
import { proposePayout } from '../payouts/requests/propose-payout.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { askAsTyped } from './ask-as-typed.ts';
import { askOwnPayout } from './ask-own-payout.ts';
import { readOwnAsking } from './asking-queries.ts';
import { readPortal } from './queries.ts';
import { ASKED_IN_A_DAY_MAX } from './rules/why-not-ask.ts';

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
});
afterAll(() => world.close());

/** An account with this much available, and somebody who owns it. */
async function owned(
  charges: readonly bigint[] = [100_00n],
  email = `${crypto.randomUUID()}@seller.example`,
): Promise<{ connectedAccountId: string; ctx: Context }> {
  const connectedAccountId = await world.account(charges);
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values (${`own_${crypto.randomUUID()}`}, ${connectedAccountId}, ${email}, 'Olive')`;
  const actor = { kind: 'connected_account_owner', connectedAccountId, email } as const;
  return { connectedAccountId, ctx: { ...jobContext('test'), actor } };
}

const ask = (ctx: Context, amount: bigint | null, seenPayable: bigint) =>
  askOwnPayout(ctx, { currency: 'usd', amount, seenPayable });

async function requestsOf(connectedAccountId: string) {
  return [
    ...(await world.sql<Record<string, unknown>[]>`
      select origin, state, amount::text, requested_by_operator_id as operator, requested_by as by, approvals_needed as needed
      from payout_requests where connected_account_id = ${connectedAccountId} order by requested_at`),
  ];
}

describe('an owner who asks for a payout', () => {
  it('is its maker: nobody of the platform asked, one of them must decide, and the money is set aside', async () => {
    const { connectedAccountId, ctx } = await owned();
    expect(await readOwnAsking(ctx)).toMatchObject([{ payable: { amount: 100_00n }, refusals: [] }]);
    await ask(ctx, 40_00n, 100_00n);
    expect(await requestsOf(connectedAccountId)).toEqual([
      {
        origin: 'owner',
        state: 'in_review',
        amount: '4000',
        operator: null,
        by: expect.stringContaining(connectedAccountId) as string,
        needed: expect.toSatisfy((needed: number) => needed >= 1) as number,
      },
    ]);
    expect(await world.balances(connectedAccountId)).toEqual({ available: 60_00n, reserved: 40_00n });
    const [record] = await world.sql`
      select actor_kind, connected_account_id from audit_records
      where action = 'payout_request.propose' and connected_account_id = ${connectedAccountId}`;
    expect(record).toEqual({
      actor_kind: 'connected_account_owner',
      connected_account_id: connectedAccountId,
    });
  });

  it('gets no more than can be paid out, and nothing of what is kept back or owed', async () => {
    const { connectedAccountId, ctx } = await owned([100_00n, -30_00n]);
    await placeHold(world.as('ines'), {
      connectedAccountId,
      payoutRequestId: null,
      currency: 'usd',
      reason: 'reserve',
      reviewerText: 'Canary',
      keepsPercent: 10,
    });
    const [asking] = (await readOwnAsking(ctx)) ?? [];
    const payable = asking?.payable?.amount ?? 0n;
    // A tenth of what there is stays, and its owner is told how much and why, in no reviewer's words.
    expect(payable).toBe(63_00n);
    expect(asking).toMatchObject({
      available: { amount: 70_00n },
      stays: [
        {
          amount: { amount: 7_00n },
          why: '10 % of the balance is kept as a reserve. The rest is paid out as usual.',
        },
      ],
    });
    expect(JSON.stringify(asking, (_, value: unknown) => String(value))).not.toContain('Canary');
    await expect(ask(ctx, payable + 1n, payable)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringMatching(/^Only [\d.]+ USD can be paid out now/) as string,
    });
    expect(await requestsOf(connectedAccountId)).toEqual([]);
  });

  it('is told what their band keeps, and nothing of any band', async () => {
    const { connectedAccountId, ctx } = await owned();
    await world.tamper(`
      update connected_accounts set merchant_category_code = '4722', created_at_stripe = now() - interval '3 days', country = 'KW',
        requirements = '{"past_due": ["a"]}' where connected_account_id = '${connectedAccountId}'`);
    // Whoever asks has the account assessed.
    await proposePayout(world.as('anna'), { connectedAccountId, currency: 'usd', amount: 1_00n });
    const why = '15 % of what comes in is kept as a reserve for 60 days and is free after that.';
    const [asking] = (await readOwnAsking(ctx)) ?? [];
    expect(asking).toMatchObject({
      payable: { amount: 84_00n },
      available: { amount: 99_00n },
      stays: [{ amount: { amount: 15_00n }, why }],
    });
    expect((await readPortal(ctx)).staysBecause).toEqual([why]);
  });

  it('who owes more than there is asks for nothing', async () => {
    const { connectedAccountId, ctx } = await owned([10_00n, -30_00n]);
    expect((await readOwnAsking(ctx))?.map(({ payable }) => payable)).toEqual([null]);
    await expect(ask(ctx, 1_00n, 0n)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await requestsOf(connectedAccountId)).toEqual([]);
  });

  it('by two clicks at once asks once', async () => {
    const { connectedAccountId, ctx } = await owned();
    const answers = await Promise.allSettled([ask(ctx, 40_00n, 100_00n), ask(ctx, 40_00n, 100_00n)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await requestsOf(connectedAccountId)).toHaveLength(1);
  });

  it('reads what they asked for, where nothing is left to ask for, too', async () => {
    const { ctx } = await owned();
    expect(await readOwnAsking(ctx)).toMatchObject([{ asked: null }]);
    await ask(ctx, 100_00n, 100_00n);
    expect(await readOwnAsking(ctx)).toMatchObject([
      { currency: 'usd', payable: null, asked: { amount: 100_00n } },
    ]);
  });

  it('has one open at a time, however the form says it', async () => {
    const { connectedAccountId, ctx } = await owned();
    await ask(ctx, 40_00n, 100_00n);
    await expect(ask(ctx, 10_00n, 60_00n)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('already') as string,
    });
    expect(await readOwnAsking(ctx)).toMatchObject([
      // What was asked for is told with its sum; the refusal beside it would say the same again.
      { payable: null, refusals: [], asked: { amount: 40_00n }, stays: [] },
    ]);
    expect(await requestsOf(connectedAccountId)).toHaveLength(1);
  });

  it('who was told no asks again, but not all day long', async () => {
    const { connectedAccountId, ctx } = await owned();
    for (let times = 0; times < ASKED_IN_A_DAY_MAX; times += 1) {
      const { payoutRequestId } = await ask(ctx, 40_00n, 100_00n);
      await world.reject('ines', payoutRequestId);
    }
    await expect(ask(ctx, 40_00n, 100_00n)).rejects.toMatchObject({
      message: 'You have asked 5 times in 24 hours. Ask again later.',
    });
    expect(await requestsOf(connectedAccountId)).toHaveLength(ASKED_IN_A_DAY_MAX);
    expect(await world.balances(connectedAccountId)).toEqual({ available: 100_00n, reserved: 0n });
  });

  it('of a held account hears the owner’s text and nothing of why', async () => {
    const { connectedAccountId, ctx } = await owned();
    await placeHold(world.as('ines'), {
      connectedAccountId,
      payoutRequestId: null,
      reason: 'card_testing',
      reviewerText: 'Canary of the reviewers',
    });
    const refused = await ask(ctx, 40_00n, 100_00n).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'precondition_failed',
      message: 'Payouts are being checked before they leave. You will hear from us if we need anything.',
    });
    expect(JSON.stringify(await readOwnAsking(ctx))).not.toMatch(/Canary|card|\d{3,}/);
    expect(await requestsOf(connectedAccountId)).toEqual([]);
  });

  it('of an account that is paid by a cadence, or not by Sluice, is not offered it and is refused', async () => {
    const { connectedAccountId, ctx } = await owned();
    await setPayoutCadence(world.as('anna'), {
      connectedAccountId,
      cadence: 'daily',
      weekdays: [],
      monthDay: null,
      atMinute: 360,
      zone: 'UTC',
      thresholds: '',
      minimumBalances: '',
      seenVersion: null,
    });
    const stranger = await owned();
    await world.tamper(
      `delete from payout_accounts where connected_account_id = '${stranger.connectedAccountId}'`,
    );
    for (const asker of [ctx, stranger.ctx]) {
      expect(await readOwnAsking(asker)).toBeNull();
      await expect(ask(asker, 40_00n, 100_00n)).rejects.toMatchObject({
        code: 'precondition_failed',
        message: 'Payouts of this account start by themselves and are not asked for here.',
      });
    }
  });

  it('cannot decide about it as a colleague, and neither can the database be told so', async () => {
    const { ctx } = await owned([100_00n], 'INES@example.com');
    const { payoutRequestId } = await ask(ctx, 40_00n, 100_00n);
    await expect(world.approve('ines', payoutRequestId)).rejects.toMatchObject({
      message: expect.stringContaining('Somebody else must approve') as string,
    });
    await expect(
      world.sql`
        insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
          preview_hash, request_version, operator_id, operator_role)
        select 'pap_x', payout_request_id, connected_account_id, 'approve', payload_hash, 'shown', 1, 'opr_ines', 'risk_reviewer'
        from payout_requests where payout_request_id = ${payoutRequestId}`,
    ).rejects.toMatchObject({
      message: expect.stringContaining('nobody approves what they asked for') as string,
    });
    expect(await world.approve('marek', payoutRequestId)).toMatchObject({ standing: 1 });
  });
});

describe('whose account it is', () => {
  it('is what the owner’s row says, whatever is sent', async () => {
    const [mine, theirs] = [await owned(), await owned()];
    const sent = { currency: 'usd', amount: 10_00n, seenPayable: 100_00n };
    await expect(
      askOwnPayout(mine.ctx, { ...sent, connectedAccountId: theirs.connectedAccountId } as typeof sent),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    await ask(mine.ctx, 10_00n, 100_00n);
    expect(await requestsOf(theirs.connectedAccountId)).toEqual([]);
    expect(await readOwnAsking(theirs.ctx)).toMatchObject([{ payable: { amount: 100_00n }, refusals: [] }]);
  });

  it('ends with the row: an owner who was shut out asks for nothing', async () => {
    const { connectedAccountId, ctx } = await owned();
    await world.sql`
      update connected_account_owners set disabled_at = now() where connected_account_id = ${connectedAccountId}`;
    await expect(ask(ctx, 10_00n, 100_00n)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('what an owner types', () => {
  it.each([
    ['', /Write an amount/],
    ['12,34', /is no amount in USD/],
    ['-5', /is no amount in USD/],
    ['0', /Nothing is no payout/],
    ['1.234', /at most 2 decimals/],
  ])('“%s” is refused beside its field, with what to write', async (amount, words) => {
    const { ctx } = await owned();
    await expect(askAsTyped(ctx, { currency: 'usd', amount, seenPayable: '10000' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { amount: expect.stringMatching(words) as string },
    });
  });

  it('“all” is exactly what the form said, and another sum since then is a conflict', async () => {
    const { connectedAccountId, ctx } = await owned();
    await expect(
      askAsTyped(ctx, { currency: 'usd', amount: 'all', seenPayable: '9000' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await askAsTyped(ctx, { currency: 'usd', amount: 'all', seenPayable: '10000' });
    expect(await requestsOf(connectedAccountId)).toMatchObject([{ amount: '10000' }]);
  });
});
