import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { advancePayoutCadence } from './advance-payout-cadence.ts';
import { proposeDuePayouts } from './propose-due-payouts.ts';
import { runPayoutCadence } from './run-payout-cadence.ts';
import { setPayoutCadence } from './set-payout-cadence.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const job = () => jobContext('propose-payouts');
const DAILY = {
  cadence: 'daily',
  atMinute: 360,
  zone: 'UTC',
  minimumBalances: '',
  thresholds: '',
  seenVersion: null,
} as const;
type Wanted = Partial<Parameters<typeof setPayoutCadence>[1]>;

/** An account with this cadence, due since a while ago. */
async function due(charges: readonly bigint[], wanted: Wanted = {}, currency = 'usd') {
  const connectedAccountId = await world.account(charges, currency);
  await setPayoutCadence(world.as('anna'), { connectedAccountId, ...DAILY, ...wanted });
  const dueAt = await makeDue(connectedAccountId);
  return { connectedAccountId, dueAt };
}

async function makeDue(connectedAccountId: string): Promise<Date> {
  const [row] = await world.sql<{ at: Date }[]>`
    update payout_cadences set next_due_at = date_trunc('minute', now()) - interval '3 days'
    where connected_account_id = ${connectedAccountId} returning next_due_at as at`;
  if (row === undefined) throw new Error('no cadence');
  return row.at;
}

async function runs(connectedAccountId: string) {
  return await world.sql<{ currency: string; outcome: string; because: string | null; id: string | null }[]>`
    select currency, outcome, because, payout_request_id as id from payout_cadence_runs
    where connected_account_id = ${connectedAccountId} order by due_at, currency`;
}

async function requests(connectedAccountId: string) {
  return await world.sql<{ amount: string; origin: string; currency: string }[]>`
    select amount::text, origin, currency from payout_requests where connected_account_id = ${connectedAccountId}
    order by requested_at, payout_request_id`;
}

async function isDue(connectedAccountId: string): Promise<boolean> {
  const [row] = await world.sql<{ due: boolean }[]>`
    select next_due_at <= now() as due from payout_cadences where connected_account_id = ${connectedAccountId}`;
  return row?.due === true;
}

it('runs once and ends where somebody moved a due time by hand, to the microsecond', async () => {
  const { connectedAccountId } = await due([80_00n]);
  await world.sql`
    update payout_cadences set next_due_at = date_trunc('minute', now()) - interval '3 days' + interval '7 microseconds'
    where connected_account_id = ${connectedAccountId}`;
  expect(await proposeDuePayouts(job())).toMatchObject({ proposed: 1, failed: 0 });
  expect(await requests(connectedAccountId)).toHaveLength(1);
  expect(await isDue(connectedAccountId)).toBe(false);
});

describe('a due cadence', () => {
  it('proposes all that can be paid out, once, and is next due in the future', async () => {
    const { connectedAccountId } = await due([100_00n, 50_00n]);
    await proposeDuePayouts(job());
    await proposeDuePayouts(job());
    expect(await requests(connectedAccountId)).toEqual([
      { amount: '15000', origin: 'cadence', currency: 'usd' },
    ]);
    expect(await runs(connectedAccountId)).toMatchObject([{ currency: 'usd', outcome: 'proposed' }]);
    expect(await isDue(connectedAccountId)).toBe(false);
  });

  it('leaves what is reserved, what must stay and what Stripe does not pay in parts', async () => {
    const { connectedAccountId } = await due([1_000_55n], { minimumBalances: '100.00 HUF' }, 'huf');
    await proposePayout(world.as('anna'), { connectedAccountId, currency: 'huf', amount: 300_00n });
    await proposeDuePayouts(job());
    expect(await requests(connectedAccountId)).toMatchObject([{ amount: '30000' }, { amount: '60000' }]);
    expect(await world.balances(connectedAccountId)).toEqual({ available: 100_55n, reserved: 900_00n });
  });

  it('leaves the share of a partial hold, and proposes nothing behind a hold of everything', async () => {
    const hold = (id: string, percent: number) => world.sql`
      insert into holds (hold_id, connected_account_id, source, reason_code, keeps_percent, reviewer_text, owner_text, evidence, placed_by, review_by)
      values (${`hld_${id}`}, ${id}, 'operator', 'x', ${percent}, 'Looks odd', 'x', '{}', 'x', now() + interval '1 day')`;
    const [part, whole] = [await due([100_00n]), await due([100_00n])];
    await hold(part.connectedAccountId, 25);
    await hold(whole.connectedAccountId, 100);
    await proposeDuePayouts(job());
    expect(await requests(part.connectedAccountId)).toMatchObject([{ amount: '7500' }]);
    expect(await runs(whole.connectedAccountId)).toMatchObject([
      { outcome: 'nothing_payable', because: 'A hold keeps everything: Looks odd' },
    ]);
  });

  it('by threshold waits for it, and leaves currencies without one', async () => {
    const below = await due([99_99n], { cadence: 'threshold', thresholds: '100.00 USD' });
    const at = await due([100_00n], { cadence: 'threshold', thresholds: '100.00 USD' });
    const other = await due([100_00n], { cadence: 'threshold', thresholds: '100.00 EUR' });
    await proposeDuePayouts(job());
    expect(await requests(at.connectedAccountId)).toMatchObject([{ amount: '10000' }]);
    expect(await runs(below.connectedAccountId)).toMatchObject([
      { because: '99.99 USD can be paid out, less than the threshold of 100.00 USD.' },
    ]);
    expect(await runs(other.connectedAccountId)).toMatchObject([{ because: 'No threshold is set for USD.' }]);
  });

  it('leaves less than one main unit to grow', async () => {
    const { connectedAccountId } = await due([99n]);
    await proposeDuePayouts(job());
    expect(await runs(connectedAccountId)).toMatchObject([{ outcome: 'nothing_payable' }]);
  });

  it('that is refused says why, goes on record, and does not keep another account waiting', async () => {
    const bad = await due([100_00n]);
    const good = await due([100_00n]);
    await world.sql`update external_accounts set deleted_at = now() where connected_account_id = ${bad.connectedAccountId}`;
    await proposeDuePayouts(job());
    const [run] = await runs(bad.connectedAccountId);
    expect(run).toMatchObject({ outcome: 'refused' });
    expect(run?.because).toContain('can take a payout in USD');
    expect(await isDue(bad.connectedAccountId)).toBe(false);
    expect(await requests(good.connectedAccountId)).toHaveLength(1);
    const [refusals] = await world.sql`
      select count(*)::int as count from audit_records
      where outcome = 'refused' and actor_id = 'propose-payouts' and (after::text like ${`%${bad.connectedAccountId}%`} or connected_account_id = ${bad.connectedAccountId})`;
    expect(refusals).toEqual({ count: 1 });
  });

  it('of an account that owes in another currency proposes nothing', async () => {
    const { connectedAccountId } = await due([100_00n]);
    await recordBalanceTransactions(world.ctx, [
      plainTransaction({
        balanceTransactionId: 'txn_debt',
        connectedAccountId,
        currency: 'eur',
        amount: -5_00n,
        type: 'refund',
        occurredAt: new Date(Date.UTC(2026, 9, 5)),
      }),
    ]);
    await proposeDuePayouts(job());
    expect(await requests(connectedAccountId)).toEqual([]);
    const [, usd] = await runs(connectedAccountId);
    expect(usd?.because).toContain('The account owes 5.00 EUR');
  });

  it('on request proposes nothing', async () => {
    const connectedAccountId = await world.account([100_00n]);
    await setPayoutCadence(world.as('anna'), { connectedAccountId, ...DAILY, cadence: 'on_request' });
    await proposeDuePayouts(job());
    expect(await runs(connectedAccountId)).toEqual([]);
  });
});

describe('crash and race', () => {
  it('a worker that died between the proposal and the next due time has proposed once', async () => {
    const { connectedAccountId, dueAt } = await due([100_00n]);
    await runPayoutCadence(job(), { connectedAccountId, currency: 'usd', dueAt });
    // More comes in while it is down: it belongs to the next due time.
    await world.sql`update payout_cadences set set_at = now() where connected_account_id = ${connectedAccountId}`;
    await proposeDuePayouts(job());
    expect(await requests(connectedAccountId)).toHaveLength(1);
    expect(await isDue(connectedAccountId)).toBe(false);
  });

  it('two due times passed without a worker are one proposal', async () => {
    const { connectedAccountId, dueAt } = await due([100_00n]);
    await proposeDuePayouts(job());
    expect(await runs(connectedAccountId)).toHaveLength(1);
    // An older wake-up of the same time comes late.
    expect(await runPayoutCadence(job(), { connectedAccountId, currency: 'usd', dueAt })).toBe('done before');
    expect(await advancePayoutCadence(job(), { connectedAccountId, dueAt })).toEqual({ isAdvanced: false });
  });

  it('ten workers at once make one request and one run', async () => {
    const { connectedAccountId, dueAt } = await due(Array.from({ length: 30 }, () => 10_00n));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        runPayoutCadence(job(), { connectedAccountId, currency: 'usd', dueAt }),
      ),
    );
    expect(outcomes.filter((one) => one === 'proposed')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'done before')).toHaveLength(9);
    expect(await requests(connectedAccountId)).toHaveLength(1);
    expect(await runs(connectedAccountId)).toHaveLength(1);
  });

  it('two whole passes at once make one request for each account', async () => {
    const accounts = [await due([10_00n]), await due([20_00n]), await due([30_00n])];
    await Promise.all([proposeDuePayouts(job()), proposeDuePayouts(job())]);
    for (const { connectedAccountId } of accounts) {
      expect(await requests(connectedAccountId)).toHaveLength(1);
      expect(await runs(connectedAccountId)).toHaveLength(1);
    }
  });

  it('a cadence that was changed meanwhile is not run as it was', async () => {
    const { connectedAccountId, dueAt } = await due([100_00n]);
    await setPayoutCadence(world.as('marek'), {
      connectedAccountId,
      ...DAILY,
      cadence: 'on_request',
      seenVersion: 1,
    });
    expect(await runPayoutCadence(job(), { connectedAccountId, currency: 'usd', dueAt })).toBe('done before');
    expect(await requests(connectedAccountId)).toEqual([]);
  });
});
