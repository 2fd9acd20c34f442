import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { jobContext } from '../../context.ts';
import { database } from '../../db/client.ts';
import { inTransaction } from '../../db/transaction.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { claimPayout } from '../dispatch/claim-payout.ts';
import { getPayoutRequest } from '../queue/detail-queries.ts';
import { lowerPayoutRequest } from '../review/lower-payout-request.ts';
import { amendPayoutRequest } from './amend-payout-request.ts';
import { cancelPayoutRequest } from './cancel-payout-request.ts';
import { openPolicyWorld, schedule, type PolicyWorld } from './policy-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';
import { endRequestUnpaid } from './request-money.ts';

/* Money that a person rejected goes by itself no more, though the policy lets it: who asks for it again meets a person. While it waits: `rejected-since.test.ts`. */

let world: PolicyWorld;
beforeAll(async () => {
  world = await openPolicyWorld();
});
afterAll(() => world.close());
beforeEach(() => world.inForce('go'));

const ask = async (connectedAccountId: string, amount: bigint | null = null, by = schedule) =>
  (await proposePayout(by, { connectedAccountId, currency: 'usd', amount })).payoutRequestId;

const routed = async (payoutRequestId: string) => {
  const { state, route, needed, reasons } = await world.stored(payoutRequestId);
  return { state, route, needed, reasons };
};

const claim = (payoutRequestId: string, connectedAccountId: string) =>
  claimPayout(jobContext('dispatch-payouts'), {
    payoutRequestId,
    connectedAccountId,
    claimedBy: 'a test',
    claimMs: 60_000,
  });

const BY_ITSELF = { state: 'approved', route: 'automatic', needed: 0 };
const today = () => new Date().toISOString().slice(0, 10);
const byInes = () => `Rejected before by ines on ${today()}: Not this seller`;

/** An account with 100.00 USD of which a person rejected so much. */
async function rejected(amount: bigint | null = null, charges = [60_00n, 40_00n]): Promise<string> {
  const account = await world.account(charges);
  const payoutRequestId = await ask(account, amount);
  expect(await routed(payoutRequestId)).toMatchObject(BY_ITSELF);
  await world.reject('ines', payoutRequestId);
  return account;
}

/** Its bank sent back what was approved: the money is there again. */
async function free(payoutRequestId: string): Promise<void> {
  const [request] = await database()
    .select()
    .from(payoutRequests)
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  if (request?.state !== 'approved') throw new Error(`${payoutRequestId} is not approved`);
  await inTransaction((tx) => endRequestUnpaid(tx, request, 'cancelled', new Date()));
  await world.tampered(payoutRequestId, "state = 'returned', payout_id = 'po_' || payout_request_id");
}

it('what a person rejected meets a person at its next time, with whose no it was and why', async () => {
  const account = await rejected();
  const again = await ask(account);
  expect(await routed(again)).toEqual({
    state: 'in_review',
    route: 'people',
    needed: 1,
    reasons: [byInes()],
  });
  const { particulars, routeReasons } = await getPayoutRequest(world.as('marek'), again);
  expect(particulars[0]).toEqual({ code: 'rejected_before', words: 'Rejected before by ines' });
  expect(routeReasons).toEqual([byInes()]);
});

it('so does a part of it, and what is asked for together with newer money', async () => {
  const account = await rejected();
  const part = await ask(account, 1_00n);
  expect(await routed(part)).toMatchObject({ state: 'in_review', needed: 1 });
  await cancelPayoutRequest(world.as('marek'), { payoutRequestId: part, seenVersion: 1, reason: 'Wait' });
  await charge(account, 50_00n);
  expect(await routed(await ask(account))).toMatchObject({ state: 'in_review', needed: 1 });
});

it('stands beside the policy: people and waits of both', async () => {
  const account = await rejected();
  await world.inForce('go\nwait 48 hours\nhold for 2 approvals by administrator when amount > 50.00 USD');
  const again = await ask(account);
  expect(await world.stored(again)).toMatchObject({ state: 'in_review', needed: 2, hours: 48 });
  expect((await routed(again)).reasons[0]).toBe(byInes());
});

describe('goes by itself again', () => {
  it('once people approved as much of it, though the bank sent that back', async () => {
    const account = await rejected();
    const again = await ask(account);
    await world.approve('marek', again);
    await free(again);
    expect(await routed(await ask(account))).toMatchObject(BY_ITSELF);
  });

  it('not while people approved less of it', async () => {
    const account = await rejected(null, [100_00n]);
    const part = await ask(account, 99_99n);
    await world.approve('marek', part);
    await free(part);
    expect(await routed(await ask(account))).toMatchObject({ state: 'in_review', needed: 1 });
  });

  it('not by one of two who approved what another one rejected', async () => {
    const account = await rejected();
    await world.inForce('hold for 2 approvals');
    const again = await ask(account);
    await world.approve('marek', again);
    await world.reject('noor', again);
    await world.inForce('go');
    const byNoor = byInes().replace('ines', 'noor');
    expect((await routed(await ask(account))).reasons).toEqual([byNoor, byInes()]);
  });

  it('not when what was approved was taken back, and not by an approval of before', async () => {
    const account = await rejected();
    const again = await ask(account);
    await world.approve('marek', again);
    await cancelPayoutRequest(world.as('marek'), { payoutRequestId: again, seenVersion: 1, reason: 'Wait' });
    const third = await ask(account);
    expect(await routed(third)).toMatchObject({ state: 'in_review', needed: 1 });
    await world.approve('marek', third);
    await free(third);
    await world.inForce('hold for 1 approval');
    const fourth = await ask(account);
    await world.reject('ines', fourth);
    await world.inForce('go');
    expect(await routed(await ask(account))).toMatchObject({ state: 'in_review', needed: 1 });
  });
});

describe('is not about', () => {
  it('other money: of another account, or what stands beside it while people look at that', async () => {
    const account = await rejected(60_00n);
    expect(await routed(await ask(account, 60_00n))).toMatchObject({ state: 'in_review' });
    expect(await routed(await ask(account))).toMatchObject(BY_ITSELF);
    const other = await world.account([10_00n]);
    expect(await routed(await ask(other))).toMatchObject(BY_ITSELF);
  });

  it('what was cancelled and not rejected', async () => {
    const account = await world.account([10_00n]);
    const payoutRequestId = await ask(account);
    await cancelPayoutRequest(world.as('anna'), { payoutRequestId, seenVersion: 1, reason: 'Wait' });
    expect(await routed(await ask(account))).toMatchObject(BY_ITSELF);
  });

  it('a refund that was taken off what was rejected', async () => {
    const account = await world.account([100_00n, -10_00n]);
    await world.reject('ines', await ask(account, 20_00n));
    const again = await ask(account);
    await world.approve('marek', again);
    // As if nobody had approved the refund with the rest.
    await world.tamper(`delete from payout_allocations where payout_request_id = '${again}' and amount < 0`);
    // Older than the refund, so that it is paid together with that.
    await charge(account, 50_00n, '2026-10-05T09:00:30Z');
    const newer = await ask(account, 40_00n);
    expect(
      await world.sql`select amount::int from payout_allocations where payout_request_id = ${newer} order by amount`,
    ).toEqual([{ amount: -10_00 }, { amount: 50_00 }]);
    expect(await routed(newer)).toMatchObject(BY_ITSELF);
  });
});

it('what is lowered by a reviewer keeps whose no it was', async () => {
  const account = await rejected();
  const again = await ask(account);
  await lowerPayoutRequest(world.as('marek'), {
    payoutRequestId: again,
    seenVersion: 1,
    amount: 30_00n,
    because: 'A part',
  });
  expect(await routed(again)).toMatchObject({ state: 'in_review', needed: 1, reasons: [byInes()] });
});

it('what its asker changes keeps it, too', async () => {
  const account = await rejected();
  const payoutRequestId = await ask(account, 50_00n, world.as('anna'));
  const amended = { payoutRequestId, seenVersion: 1, amount: 40_00n, because: 'Less' };
  await amendPayoutRequest(world.as('anna'), amended);
  expect((await routed(payoutRequestId)).reasons[0]).toBe(byInes());
});

it('is claimed once people approved it', async () => {
  const account = await rejected();
  const again = await ask(account);
  await world.approve('marek', again);
  await world.tampered(again, "leaves_after = now() - interval '1 second'");
  expect(await claim(again, account)).not.toBeNull();
});

it('the database counts what was rejected, in its currency, and what people who still stand by it approved since', async () => {
  const account = await world.account([100_00n]);
  const no = await ask(account);
  await world.reject('ines', no);
  const rejections = async (currency = 'usd', until = "'infinity'") => {
    const rows = await world.sql.unsafe(`select from rejections_of('${account}', '${currency}', array(
      select balance_transaction_id from payout_allocations where payout_request_id = '${no}'), ${until})`);
    return rows.length;
  };
  const whenSo = async (table: string, set: string, back: string, id: string) => {
    const write = (what: string) =>
      world.tamper(
        `update ${table} set ${what} where payout_request_id = '${id}' and connected_account_id = '${account}'`,
      );
    await write(set);
    const counted = await rejections();
    await write(back);
    return counted;
  };
  expect(await rejections()).toBe(1);
  expect(await rejections('eur')).toBe(0);
  // A word that ended nothing.
  expect(await whenSo('payout_requests', "state = 'cancelled'", "state = 'rejected'", no)).toBe(0);
  const yes = await ask(account);
  await world.approve('marek', yes);
  expect(await rejections()).toBe(0);
  expect(
    await rejections(
      'usd',
      `(select decided_at - interval '1 microsecond' from payout_approvals where payout_request_id = '${yes}')`,
    ),
  ).toBe(1);
  const taken = "state = 'void', voided_at = now(), voided_because = 'x'";
  expect(
    await whenSo('payout_approvals', taken, "state = 'given', voided_at = null, voided_because = null", yes),
  ).toBe(1);
  const hash = `(select payload_hash from payout_requests where payout_request_id = '${yes}')`;
  expect(
    await whenSo('payout_approvals', "payload_hash = 'of another payload'", `payload_hash = ${hash}`, yes),
  ).toBe(1);
  expect(await rejections()).toBe(0);
});

async function charge(
  connectedAccountId: string,
  amount: bigint,
  at = '2026-10-06T09:00:00Z',
): Promise<void> {
  await recordBalanceTransactions(world.ctx, [
    plainTransaction({
      balanceTransactionId: `txn_${crypto.randomUUID().slice(0, 8)}`,
      connectedAccountId,
      currency: 'usd',
      amount,
      type: 'charge',
      occurredAt: new Date(at),
    }),
  ]);
}
