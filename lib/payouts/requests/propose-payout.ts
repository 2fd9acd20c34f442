import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { chooseAmount } from '../rules/choose-amount.ts';
import { chooseDestination } from './choose-destination.ts';
import { lockPayoutAccount, readPayableAccount } from './lock-payout-account.ts';
import { payoutPayload, type PayoutPayload } from './payout-payload.ts';
import { readCadenceAsker } from './read-cadence-asker.ts';
import { readPayable } from './read-payable.ts';
import { readOpenShares, reserveRequestMoney } from './request-money.ts';
import { approveByPolicy, auditOf, routeColumns } from './route-columns.ts';
import { routeRequest, type RoutedRequest } from './route-request.ts';

const input = z.strictObject({
  connectedAccountId: z.string().startsWith('acct_'),
  currency: z.string().regex(/^[a-z]{3}$/),
  /** Minor units; null for all that can be paid out now. */
  amount: z.bigint().positive().nullable(),
  method: z.enum(['standard', 'instant']).default('standard'),
  /** Left out: the account's default for the currency. */
  destinationId: z.string().optional(),
  statementDescriptor: z.string().trim().min(1).max(22).nullable().default(null),
  /** What could be paid out when somebody looked, in minor units; another sum since then is a conflict. */
  seenPayable: z.bigint().nonnegative().nullable().default(null),
  /** One line of a file rather than a form. */
  isFromFile: z.boolean().default(false),
});
type Input = z.output<typeof input>;

/**
 * Asks for a payout: reserves its money, says which balance transactions it pays and where to, and asks the policy who must
 * look. All under the lock of the enrolled account: two proposals for one balance cannot both be made. What a cadence proposes
 * after somebody changed it, they ask for.
 * @throws DomainError `precondition_failed` with what stands in the way; nothing is reserved then
 */
export const proposePayout = defineVerb({
  permission: 'payouts.propose',
  input,
  run: async (tx, ctx, wanted) => {
    const { connectedAccountId, currency, method, statementDescriptor } = wanted;
    await lockPayoutAccount(tx, connectedAccountId);
    const account = await readPayableAccount(tx, connectedAccountId);
    const destination = await chooseDestination(tx, wanted);
    const payable = await readPayable(tx, account, currency);
    if (wanted.seenPayable !== null && wanted.seenPayable !== payable.amount)
      throw new DomainError(
        'conflict',
        'What can be paid out has changed since you looked, perhaps by your own click. Look at it again, then ask.',
      );
    const shares = await readOpenShares(tx, wanted, payable.available);
    const amount = chooseAmount(wanted, payable.amount);
    const request: PayoutPayload = {
      payoutRequestId: `prq_${randomUUID().replaceAll('-', '')}`,
      connectedAccountId,
      amount,
      currency,
      method,
      ...destination,
      sourceType: null,
      statementDescriptor,
    };
    const origin = originOf(ctx, wanted);
    const asker = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : await readCadenceAsker(tx, wanted);
    const routed = await routeRequest(
      tx,
      { ...request, origin, isAskedByPerson: asker !== null },
      account,
      ctx.now,
    );
    const stored = await insertRequest(tx, ctx, { request, origin, asker, routed });
    await reserveRequestMoney(tx, stored, shares, ctx.now);
    const state = await approveByPolicy(tx, request.payoutRequestId, routed);
    const { payload, payloadHash } = payoutPayload(request);
    return {
      result: { payoutRequestId: request.payoutRequestId, state, amount, route: routed.route },
      audit: {
        action: 'payout_request.propose',
        subject: request.payoutRequestId,
        connectedAccountId,
        after: { payload, payloadHash, state, asker, ...auditOf(routed), balance: stepsOf(payable.steps) },
      },
    };
  },
});

function originOf(ctx: Context, { isFromFile }: Pick<Input, 'isFromFile'>): 'cadence' | 'person' | 'file' {
  if (ctx.actor.kind !== 'operator') return 'cadence';
  return isFromFile ? 'file' : 'person';
}

async function insertRequest(
  tx: Transaction,
  ctx: Context,
  {
    request,
    origin,
    asker,
    routed,
  }: {
    request: PayoutPayload;
    origin: 'cadence' | 'person' | 'file';
    /** The person who asks, also by what they made of the cadence. */
    asker: string | null;
    routed: RoutedRequest;
  },
) {
  const [stored] = await tx
    .insert(payoutRequests)
    .values({
      ...request,
      ...payoutPayload(request),
      ...routeColumns(routed),
      state: PAYOUT_REQUEST.initial,
      origin,
      requestedBy: asker ?? actorId(ctx.actor),
      requestedByOperatorId: asker,
      isReserved: true,
    })
    .returning();
  if (stored === undefined) throw new Error('an inserted payout request was not returned');
  return stored;
}

function stepsOf(steps: readonly { text: string; amount: bigint }[]): Record<string, string>[] {
  return steps.map(({ text, amount }) => ({ text, amount: amount.toString() }));
}
