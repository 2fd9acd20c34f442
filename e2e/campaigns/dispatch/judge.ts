import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { fetchBalance } from '#lib/connected-accounts/fetch-balance.ts';
import { jobContext } from '#lib/context.ts';
import { checkInvariants } from '#lib/ledger/check-invariants.ts';
import { fetchBalanceTransactions } from '#lib/ledger/fetch-balance-transactions.ts';
import { renewProven } from '#lib/payouts/dispatch/test-renew.fixture.ts';
import type { Simulator } from '../../stripe-simulator/simulator.ts';
import { patienceFor } from '../patience.ts';
import { confirmingPerson, payoutsAtStripe, type ApprovedRequest } from './approved-requests.ts';

/** How one request ended: by our rows, and by Stripe's own list. */
export type Ending = { payoutRequestId: string; state: string; attempt: string; atStripe: number };

type World = { sql: postgres.Sql; simulator: Simulator };

async function endings({ sql, simulator }: World, requests: readonly ApprovedRequest[]): Promise<Ending[]> {
  const rows = await sql<{ id: string; state: string; attempt: string | null }[]>`
    select distinct on (request.payout_request_id) request.payout_request_id as id, request.state, attempt.state as attempt
    from payout_requests as request left join payout_attempts as attempt using (payout_request_id)
    order by request.payout_request_id, attempt.attempt_number desc`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return requests.map((request) => ({
    payoutRequestId: request.payoutRequestId,
    state: byId.get(request.payoutRequestId)?.state ?? 'gone',
    attempt: byId.get(request.payoutRequestId)?.attempt ?? 'none',
    atStripe: payoutsAtStripe(simulator, request).length,
  }));
}

/** Nothing of ours will move it any more: Stripe has it, or a person has to say what comes next. */
function isAtRest({ state, attempt }: Ending): boolean {
  return (
    ['sent', 'settled', 'refused', 'returned'].includes(state) ||
    (state === 'unknown' && attempt === 'absent')
  );
}

/** Waits until every request is at rest. @throws Error that says which are not */
export async function allAtRest(
  world: World,
  requests: readonly ApprovedRequest[],
  stalledMs: number,
): Promise<Ending[]> {
  const stillMoves = patienceFor(stalledMs);
  for (;;) {
    const found = await endings(world, requests);
    const moving = found.filter((ending) => !isAtRest(ending));
    if (moving.length === 0) return found;
    stillMoves(moving);
    await sleep(100);
  }
}

/** A person lets everything leave again of which absence is proven. @returns how many */
export async function confirmAllAbsent(sql: postgres.Sql): Promise<number> {
  const absent = await sql<{ payoutRequestId: string; payoutAttemptId: string }[]>`
    select request.payout_request_id as "payoutRequestId", attempt.payout_attempt_id as "payoutAttemptId"
    from payout_requests as request join payout_attempts as attempt using (payout_request_id)
    where request.state = 'unknown' and attempt.state = 'absent' and attempt.attempt_number = request.attempt_count`;
  for (const found of absent) await renewProven(sql, confirmingPerson(), found);
  return absent.length;
}

/**
 * What no run may leave behind, whatever was killed. Stripe's lists and Balances are read first, as the worker does at its
 * pace, so that the books are compared with Stripe and not with an old reading of it.
 * @returns promises that are broken, or that could not be judged, with what was found
 */
export async function brokenPromises(
  requests: readonly ApprovedRequest[],
): Promise<{ invariant: string; findings: unknown[] }[]> {
  const backFill = jobContext('back-fill');
  for (const connectedAccountId of new Set(requests.map((request) => request.connectedAccountId))) {
    await fetchBalanceTransactions(backFill, connectedAccountId);
    await fetchBalance(backFill, connectedAccountId);
  }
  const reports = await checkInvariants(jobContext('check-invariants'), {});
  return reports
    .filter(
      ({ invariant, outcome }) =>
        outcome === 'broken' || (invariant === 'agrees_with_stripe' && outcome !== 'held'),
    )
    .map(({ invariant, findings }) => ({ invariant, findings: findings.slice(0, 3) }));
}
