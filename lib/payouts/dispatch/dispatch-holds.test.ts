import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { askHoldRelease } from '../../holds/ask-hold-release.ts';
import { placeHold } from '../../holds/place-hold.ts';
import { releaseHoldProven } from '../../holds/test-release.fixture.ts';
import { beginCall } from '../../kill-switch/test-attempt.fixture.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { PAYOUT_TYPES } from '../../ledger/journal/families.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { setPayoutCadence } from '../cadences/set-payout-cadence.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { insertApproval, insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { lowerPayoutRequest } from '../review/lower-payout-request.ts';
import { readDecisionPreview } from '../review/queries.ts';
import { claimPayout } from './claim-payout.ts';
import { readDueWork } from './due-work.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { DISPATCH_TIMING } from './timing.ts';

/* What holds do to money on its way: nothing leaves past one, whoever forgets to ask, and a share that is kept stays. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const worker = jobContext('dispatch-payouts');
const { callMs, retryMs, keyMs, claimMs } = DISPATCH_TIMING;
const claim = (request: Pick<TestRequest, 'payoutRequestId' | 'connectedAccountId'>) =>
  claimPayout(worker, { ...request, claimedBy: 'a test', claimMs });
const WHY = { reviewerText: 'The owner does not answer.' };

async function holdAccount(connectedAccountId: string, more: object = {}): Promise<string> {
  const { holdId } = await placeHold(world.as('ines'), {
    connectedAccountId,
    reason: 'ask_owner',
    ...WHY,
    ...more,
  });
  return holdId;
}

async function claimed(
  name: string,
): Promise<TestRequest & { payoutAttemptId: string; claimNumber: number }> {
  const request = await insertPayoutRequest(world.sql, {
    state: 'approved',
    connectedAccountId: `acct_1${name}`,
    destinationId: `ba_${name}`,
  });
  const attempt = await claim(request);
  if (attempt === null) throw new Error('a free request was not claimed');
  return { ...request, ...attempt };
}

const permit = (attempt: { payoutAttemptId: string; claimNumber: number }) =>
  permitPayoutCall(worker, { ...attempt, callMs, retryMs, keyMs });

/** Proposed by Anna and approved by two, of a balance that the books know. */
async function approvedOf(connectedAccountId: string, amount: bigint): Promise<TestRequest> {
  const { payoutRequestId } = await proposePayout(world.as('anna'), {
    connectedAccountId,
    currency: 'usd',
    amount,
  });
  const [row] = await world.sql<{ payload_hash: string }[]>`
    select payload_hash from payout_requests where payout_request_id = ${payoutRequestId}`;
  const request = { payoutRequestId, connectedAccountId, payloadHash: row?.payload_hash ?? '' };
  for (let given = 0; given < 2; given += 1) await insertApproval(world.sql, request);
  await world.sql`update payout_requests set state = 'approved' where payout_request_id = ${payoutRequestId}`;
  return request as TestRequest;
}

const payable = (connectedAccountId: string, amount: bigint | null = null) =>
  proposePayout(world.as('anna'), { connectedAccountId, currency: 'usd', amount });

async function cameIn(
  connectedAccountId: string,
  amount: bigint,
  id: string,
  type = 'charge',
): Promise<void> {
  await recordBalanceTransactions(world.ctx, [
    plainTransaction({
      balanceTransactionId: `txn_${id}`,
      connectedAccountId,
      amount,
      type,
      occurredAt: new Date(),
    }),
  ]);
}

describe('a hold', () => {
  it('of the account, of its currency, or of the request keeps the request; of another currency or request it does not', async () => {
    const request = await insertPayoutRequest(world.sql, {
      state: 'approved',
      connectedAccountId: 'acct_1Set',
      destinationId: 'ba_Set',
    });
    const other = await insertPayoutRequest(world.sql, {
      connectedAccountId: 'acct_1Set',
      destinationId: 'ba_Set',
    });
    await holdAccount('acct_1Set', { currency: 'eur' });
    await holdAccount('acct_1Set', { payoutRequestId: other.payoutRequestId });
    const keeping = [
      await holdAccount('acct_1Set'),
      await holdAccount('acct_1Set', { currency: 'usd' }),
      await holdAccount('acct_1Set', { payoutRequestId: request.payoutRequestId }),
    ];
    for (const holdId of keeping) {
      expect(await claim(request)).toBeNull();
      await expect(beginCall(world.sql, request)).rejects.toThrow('a hold is open');
      await askHoldRelease(world.as('ines'), { holdId, reason: 'They called.' });
      expect(await claim(request)).toBeNull();
      await releaseHoldProven(world.sql, world.as('marek'), { holdId, askedBy: 'opr_ines' });
    }
    expect(await claim(request)).not.toBeNull();
  });

  it('that is placed before the permit gives the attempt up', async () => {
    const request = await claimed('Before');
    await holdAccount(request.connectedAccountId);
    expect(await permit(request)).toEqual({ kind: 'blocked' });
  });

  it('that is being placed while a permit is asked for is waited for, and then obeyed', async () => {
    const request = await claimed('While');
    let permitted: ReturnType<typeof permit> | undefined;
    await world.sql.begin(async (tx) => {
      await tx`insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
        values ('hld_while', ${request.connectedAccountId}, 'operator', 'other', 'x', 'x', '{}', 'x', now())`;
      permitted = permit(request);
      await waitsForLock();
    });
    expect(await permitted).toEqual({ kind: 'blocked' });
  });

  it('is refused past by the database, too, when the program has looked before it was placed', async () => {
    const request = await claimed('Past');
    await holdAccount(request.connectedAccountId);
    await expect(
      world.sql`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
        call_until = clock_timestamp() + interval '30 seconds' where payout_attempt_id = ${request.payoutAttemptId}`,
    ).rejects.toThrow('a hold is open');
  });
});

/** Somebody waits for a row that is locked: seen in the database, not waited for by the clock. */
async function waitsForLock(): Promise<void> {
  await expect
    .poll(
      async () => {
        const [row] = await world.sql<{ count: number }[]>`
          select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return row?.count ?? 0;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
}

describe('a partial hold', () => {
  it('keeps its share of what was there and comes in since, however often somebody asks', async () => {
    const account = await world.account([100_00n]);
    await holdAccount(account, { keepsPercent: 25, reason: 'reserve' });
    expect((await payable(account)).amount).toBe(75_00n);
    await expect(payable(account)).rejects.toThrow('Nothing in USD can be paid out');
    await cameIn(account, 40_00n, 'since');
    expect((await payable(account)).amount).toBe(30_00n);
    await expect(payable(account)).rejects.toThrow('Nothing in USD');
    expect(await world.balances(account)).toEqual({ available: 35_00n, reserved: 105_00n });
  });

  it('takes no share of money that only comes back from a payout', async () => {
    const account = await world.account([100_00n]);
    await holdAccount(account, { keepsPercent: 50, reason: 'reserve' });
    for (const type of PAYOUT_TYPES) await cameIn(account, 10_00n, `back_${type}`, type);
    const [row] = await world.sql`select kept_by_holds(${account}, 'usd')::int as kept`;
    expect(row).toEqual({ kept: 50_00 });
  });

  it('rounds up, counts one currency only, and ends with its release', async () => {
    const account = await world.account([1_01n]);
    const holdId = await holdAccount(account, { keepsPercent: 50, currency: 'usd', reason: 'reserve' });
    const kept = async (currency: string) =>
      (await world.sql<{ kept: number }[]>`select kept_by_holds(${account}, ${currency})::int as kept`)[0]
        ?.kept;
    expect([await kept('usd'), await kept('eur')]).toEqual([51, 0]);
    await askHoldRelease(world.as('ines'), { holdId, reason: 'They called.' });
    expect(await kept('usd')).toBe(51);
    await releaseHoldProven(world.sql, world.as('marek'), { holdId, askedBy: 'opr_ines' });
    expect(await kept('usd')).toBe(0);
  });

  it('that comes after payouts were approved lets those go that leave its share, and no more', async () => {
    const account = await world.account([100_00n]);
    const first = await approvedOf(account, 60_00n);
    const second = await approvedOf(account, 30_00n);
    await holdAccount(account, { keepsPercent: 30, reason: 'reserve' });
    const attempt = await claim(first);
    expect(attempt).not.toBeNull();
    // The first may be on its way: what is left for the second is less than the hold keeps.
    expect(await claim(second)).toBeNull();
    await expect(beginCall(world.sql, second)).rejects.toThrow('a hold keeps a share');
    const standsInTheWay = async ({ payoutRequestId }: TestRequest) =>
      (await readDecisionPreview(world.as('ines'), payoutRequestId)).groups
        .flatMap(({ lines }) => lines)
        .some(({ value }) => value.includes('It keeps 30 % of the balance'));
    expect([await standsInTheWay(first), await standsInTheWay(second)]).toEqual([false, true]);
    await expect(payable(account, 1_00n)).rejects.toThrow('can be paid out');
  });
});

it('what equal refusals by Stripe stop says so, until a person has looked', async () => {
  const account = await world.account([193_58n]);
  const { payoutRequestId } = await approvedOf(account, 100_00n);
  const kept = async () => (await readDecisionPreview(world.as('ines'), payoutRequestId)).obstacles;
  expect(await kept()).toEqual([]);
  await world.sql`update payout_accounts set breaker_opened_at = '2026-11-23 07:40Z' where connected_account_id = ${account}`;
  await world.sql`insert into alarms (kind, subject, text) values ('payout_breaker_opened', ${account}, 'x')`;
  expect(await kept()).toEqual([
    'Equal refusals: Stripe refused payouts of this account again and again, last at 2026-11-23 07:40 UTC. None is sent until a person has looked and closed the alarm.',
  ]);
  await world.sql`update alarms set closed_at = now() where kind = 'payout_breaker_opened' and subject = ${account}`;
  expect(await kept()).toEqual([]);
});

describe('a minimum balance that is set after a request was made', () => {
  const keep = (connectedAccountId: string, minimumBalances: string) =>
    setPayoutCadence(world.as('anna'), {
      connectedAccountId,
      cadence: 'on_request',
      atMinute: 0,
      zone: 'UTC',
      minimumBalances,
      seenVersion: null,
    });
  const isDue = async (account: string) =>
    (await readDueWork([], 1_000)).some(({ connectedAccountId }) => connectedAccountId === account);

  it('stays: the request waits, says why, and may leave once it is lowered', async () => {
    const account = await world.account([193_58n]);
    const request = await approvedOf(account, 100_00n);
    const { payoutRequestId } = request;
    expect(await isDue(account)).toBe(true);
    await keep(account, '100.00 USD');
    expect([await isDue(account), await claim(request)]).toEqual([false, null]);
    const obstacles = async () =>
      (await readDecisionPreview(world.as('ines'), payoutRequestId)).groups.find(
        ({ title }) => title === 'What stands in the way',
      )?.lines;
    expect(await obstacles()).toEqual([
      {
        name: 'Minimum balance',
        value:
          'The account keeps 100.00 USD, and this would leave 93.58 USD. It waits until there is more, or the minimum is lowered (a day later where Stripe keeps it).',
      },
    ]);
    await lowerPayoutRequest(world.as('marek'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 93_58n,
      because: 'The rest stays',
    });
    expect((await obstacles())?.[0]?.name).toBe('Nothing');
  });

  it('stays when it is set between claim and permit', async () => {
    const account = await world.account([193_58n]);
    const attempt = await claim(await approvedOf(account, 100_00n));
    if (attempt === null) throw new Error('a free request was not claimed');
    await world.sql`update connected_accounts set minimum_balances = '{"usd": 10000}' where connected_account_id = ${account}`;
    expect(await permit(attempt)).toEqual({ kind: 'blocked' });
    await world.sql`update connected_accounts set minimum_balances = '{"usd": 9358}' where connected_account_id = ${account}`;
    expect(await isDue(account)).toBe(true);
  });

  it('does not keep a request from being lowered out of what it had set aside itself', async () => {
    const account = await world.account([193_58n]);
    const { payoutRequestId } = await payable(account, 60_00n);
    await payable(account, 120_00n);
    await keep(account, '100.00 USD');
    const lowered = await lowerPayoutRequest(world.as('marek'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 50_00n,
      because: 'Only what was delivered',
    });
    expect(lowered.amount).toBe(50_00n);
    expect(await world.balances(account)).toEqual({ available: 23_58n, reserved: 170_00n });
    await expect(payable(account, 1_00n)).rejects.toThrow('Nothing in USD');
  });
});

describe('a rolling reserve', () => {
  it('keeps its share of what came in during its days, and none of older money', async () => {
    const account = await world.account([100_00n]);
    await cameIn(account, 50_00n, 'recent');
    await holdAccount(account, { keepsPercent: 20, rollingDays: 30, reason: 'reserve' });
    expect((await payable(account)).amount).toBe(140_00n);
    await expect(payable(account)).rejects.toThrow('Nothing in USD');
  });
});
