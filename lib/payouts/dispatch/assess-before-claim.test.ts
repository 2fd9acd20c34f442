import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { recordRiskFacts } from '../../risk/facts/record-risk-facts.ts';
import { assessConnectedAccount } from '../../risk/assessments/assess-connected-account.ts';
import { learn, refundSurge, usualDays } from '../../risk/assessments/test-story.fixture.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { claimPayout } from './claim-payout.ts';
import { DISPATCH_TIMING } from './timing.ts';

/*
 * A hold of risk takes effect before the next dispatch of its account: what was committed before a claim has been decided about
 * when it is claimed, whoever runs at the same time.
 */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const worker = jobContext('dispatch-payouts');
const claim = ({ payoutRequestId, connectedAccountId }: TestRequest) =>
  claimPayout(worker, {
    payoutRequestId,
    connectedAccountId,
    claimedBy: 'a test',
    claimMs: DISPATCH_TIMING.claimMs,
  });

/** An account with money, forty usual days and a payout that is approved; people look, so that the breaker has room. */
async function ready(): Promise<TestRequest> {
  const connectedAccountId = await world.account([10_000_00n]);
  await learn(usualDays(connectedAccountId));
  // Not due when the test begins: whoever looks without the lock sees nothing to do.
  await assessConnectedAccount(jobContext('assess-risk'), { connectedAccountId });
  await world.sql`update risk_flags set state = 'waiting' where state = 'open'`;
  const number = connectedAccountId.replace('acct_1World', '');
  return insertPayoutRequest(world.sql, {
    state: 'approved',
    connectedAccountId,
    destinationId: `ba_${number}`,
    destinationFingerprint: `fp_${number}`,
  });
}

const heldBy = async ({ connectedAccountId }: TestRequest): Promise<number> =>
  (
    await world.sql`select 1 from holds where connected_account_id = ${connectedAccountId} and source = 'risk' and state <> 'released'`
  ).length;

describe('a claim', () => {
  it('of a usual account is given', async () => {
    const request = await ready();
    expect(await claim(request)).not.toBeNull();
    expect(await heldBy(request)).toBe(0);
  });

  it('decides first about what was learned before it, and is not given when that holds', async () => {
    const request = await ready();
    await learn(refundSurge(request.connectedAccountId));
    expect(await claim(request)).toBeNull();
    expect(await heldBy(request)).toBe(1);
    const attempts = await world.sql`
      select 1 from payout_attempts where payout_request_id = ${request.payoutRequestId}`;
    expect(attempts).toHaveLength(0);
  });

  it('waits for whoever is learning of the account at this moment, and then decides about it', async () => {
    const request = await ready();
    let claimed: ReturnType<typeof claim> | undefined;
    await inTransaction(async (tx) => {
      await recordRiskFacts(tx, refundSurge(request.connectedAccountId));
      claimed = claim(request);
      await waitsForLock();
    });
    expect(await claimed).toBeNull();
    expect(await heldBy(request)).toBe(1);
  });

  it('comes before what is learned after it: of claims and facts at once, each account has one or the other', async () => {
    const requests: TestRequest[] = [];
    for (let account = 0; account < 12; account += 1) requests.push(await ready());
    // With every account of a wave at once the breaker would be what decides.
    await world.sql`
      insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, default_currency,
        charges_enabled, payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
        automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
      select 'acct_1Crowd' || n, false, 'v1', 'Crowd', 'US', 'usd', true, true, true, '{}', '{}', '{}', '{}', '{}',
        'manual_sole_payer', '[]', now(), now() from generate_series(1, 2000) as n`;
    await Promise.all(
      requests.flatMap((request, index) => {
        const facts = () => learn(refundSurge(request.connectedAccountId));
        return index % 2 === 0 ? [facts(), claim(request)] : [claim(request), facts()];
      }),
    );
    for (const request of requests) {
      const [outcome] = await world.sql<{ claimed_at: string | null; learned_at: string }[]>`
        select (select (claimed_until - make_interval(secs => ${DISPATCH_TIMING.claimMs / 1_000}::float8))::text from payout_attempts
                where payout_request_id = ${request.payoutRequestId}) as claimed_at,
               (select max(learned_at)::text from risk_facts where connected_account_id = ${request.connectedAccountId}) as learned_at`;
      if (outcome?.claimed_at == null) expect(await heldBy(request)).toBe(1);
      else expect(outcome.learned_at > outcome.claimed_at).toBe(true);
      // Whatever came first: nothing more of it leaves.
      expect(await claim(request)).toBeNull();
    }
  });
});

/** Somebody waits for a lock: seen in the database, not waited for by the clock. */
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
