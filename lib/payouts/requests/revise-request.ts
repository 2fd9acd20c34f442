import { eq, sql } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { assessSegmentNow } from '../../connected-accounts/segments/assess-segment-now.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { chooseAmount, judgedAmount } from '../rules/choose-amount.ts';
import { asksAsManyPeople, bothOf } from '../rules/evaluate-policy.ts';
import { isWaitReason } from '../rules/reason-in-words.ts';
import { chooseDestination } from './choose-destination.ts';
import { readPayableAccount } from './lock-payout-account.ts';
import { voidApprovals, type StoredRequest } from './lock-payout-request.ts';
import { payoutPayload, type PayoutPayload } from './payout-payload.ts';
import { withinPolicyLines } from './policy-line-refusal.ts';
import { readAskedByPeople } from './read-asked-by-people.ts';
import { readPayable } from './read-payable.ts';
import { readRejectedBefore } from './read-rejected-before.ts';
import { refuseHeld } from './refuse-held.ts';
import { freeRequestMoney, readOpenShares, reserveRequestMoney } from './request-money.ts';
import { approveByPolicy, auditOf, routeColumns } from './route-columns.ts';
import { routeRequest, type RoutedRequest } from './route-request.ts';

export type Revision = {
  /** Minor units; null for all that can be paid out. */
  readonly amount: bigint | null;
  readonly destinationId: string | undefined;
  readonly statementDescriptor: string | null;
  /** Why earlier decisions count no more. */
  readonly because: string;
  /** As many people as before, and its wait: the policy is not asked what would do for what is asked now. */
  readonly keepsPeople?: boolean;
  /** Who opens it again, after it was refused or came back: from now on its maker, too. */
  readonly reopenedByOperatorId?: string;
};

/** It keeps the policy that named its people, while another one may be in force by now. */
const PASSES_ITS_POLICY =
  'The policy that this payout was asked for under names more people for so much than it has. Nothing was changed. Write less, or cancel it and ask for another one.';

/**
 * Puts a request before people again, as a new version: decisions are void, its money is reserved anew from what is there
 * now, the policy is asked again, about no less than it was before; a wait never ends sooner than it would have. The caller holds the account and the request, and has asked the table of moves.
 * @throws DomainError `precondition_failed` with what stands in the way
 */
export async function reviseRequest(
  tx: Transaction,
  ctx: Context,
  request: StoredRequest,
  {
    amount: wanted,
    destinationId,
    statementDescriptor,
    because,
    keepsPeople = false,
    reopenedByOperatorId,
  }: Revision,
) {
  const { payoutRequestId, connectedAccountId, currency, origin } = request;
  await assessSegmentNow(tx, ctx, connectedAccountId);
  const account = await readPayableAccount(tx, connectedAccountId);
  const destination = await chooseDestination(tx, { ...request, destinationId, soFar: request });
  await freeRequestMoney(tx, request, ctx.now);
  const payable = await readPayable(tx, account, currency);
  const shares = await readOpenShares(tx, request, payable.available);
  // What the request had set aside is its own: less of it can always be asked for, whatever must stay by now.
  const isPart = request.isReserved && wanted !== null && wanted <= request.amount;
  const amount = chooseAmount({ amount: wanted, currency }, isPart ? request.amount : payable.amount);
  // Also where all that can be paid is less by now. A job may not either: the guard of requests asks the same.
  if (amount < request.amount) await refuseHeld(tx, payoutRequestId);
  const payload: PayoutPayload = { ...request, ...destination, amount, statementDescriptor };
  const askedByPeople = await readAskedByPeople(tx, payload);
  const wasJudgedAs = request.judgedAmount ?? request.amount;
  const judged = largest(judgedAmount(amount, payable, askedByPeople), wasJudgedAs);
  const asked = {
    ...payload,
    origin,
    isAskedByPerson: ctx.actor.kind === 'operator' || request.requestedByOperatorId !== null,
    judgedAmount: judged,
    wasJudgedAs,
    askedByPeople,
    rejectedBefore: await readRejectedBefore(tx, payload, shares),
  };
  const routed = keepsPeople
    ? samePeople(request)
    : withItsWait(request, noFewerPeople(request, await routeRequest(tx, asked, account, ctx.now)), ctx.now);
  const columns = routeColumns(routed);
  const voided = await voidApprovals(tx, payoutRequestId, because);
  const writing = tx
    .update(payoutRequests)
    .set({
      ...destination,
      ...payoutPayload(payload),
      ...columns,
      waitsUntil: sql`greatest(${payoutRequests.waitsUntil}, ${columns.waitsUntil})`,
      judgedAmount: judged === amount ? null : judged,
      ...(reopenedByOperatorId === undefined ? {} : { reopenedByOperatorId }),
      amount,
      statementDescriptor,
      state: 'in_review',
      version: request.version + 1,
      reservationNumber: request.reservationNumber + 1,
      isReserved: true,
      payoutId: null,
      failureCode: null,
      failureMessage: null,
      reviewerOperatorId: null,
      reviewerUntil: null,
    })
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId))
    .returning();
  const [stored] = await withinPolicyLines(writing, PASSES_ITS_POLICY);
  if (stored === undefined) throw new Error(`${payoutRequestId} was not updated while it was locked`);
  await reserveRequestMoney(tx, stored, shares, ctx.now);
  const state = await approveByPolicy(tx, payoutRequestId, routed);
  return {
    result: { payoutRequestId, state, amount, version: stored.version },
    after: { payload: stored.payload, state, version: stored.version, because, voided, ...auditOf(routed) },
  };
}

const largest = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** A wait that is not over goes on, and what began it is still said. */
function withItsWait(request: StoredRequest, routed: RoutedRequest, now: Date): RoutedRequest {
  if (request.waitsUntil === null || request.waitsUntil <= now) return routed;
  const why = request.routeReasons.filter(isWaitReason);
  return routed.route === 'automatic'
    ? { ...routed, route: 'wait', reasons: why }
    : { ...routed, reasons: [...new Set([...routed.reasons, ...why])] };
}

/**
 * A request never needs fewer people than it did, nor of another role than one that as few have, though time has passed, another
 * amount is asked for, or another policy is in force. The database refuses it, too.
 */
function noFewerPeople(request: StoredRequest, routed: RoutedRequest): RoutedRequest {
  const before = samePeople(request);
  if (request.approvalsNeeded === 0 || asksAsManyPeople(routed, before)) return routed;
  const both = bothOf(before, routed);
  const added =
    both.approverRole === before.approverRole ? routed.reasons.filter(isWaitReason) : routed.reasons;
  return {
    ...both,
    reasons: [...new Set([...before.reasons, ...added])],
    policyVersionId: request.policyVersionId,
  };
}

function samePeople({
  approvalsNeeded,
  approverRole,
  routeReasons,
  policyVersionId,
}: StoredRequest): RoutedRequest {
  return {
    route: 'people',
    approvalsNeeded: Math.max(approvalsNeeded, 1),
    approverRole,
    waitHours: 0,
    reasons: routeReasons,
    policyVersionId,
  };
}
