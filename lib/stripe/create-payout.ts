import { Stripe } from 'stripe';
import type { BalanceTransactionRow } from '../ledger/types.ts';
import { stripeInteger } from '../money/money.ts';
import type { PayoutSnapshot } from '../payouts/schemas.ts';
import { mapBalanceTransaction } from './map/balance-transaction.ts';
import { mapPayout } from './map/payout.ts';
import { inMoneyCall, MoneyCallNotBegun, type MoneyCallTimes } from './money-client.ts';

/** Exactly what was approved; `amount` in minor units. */
export type PayoutCall = {
  readonly connectedAccountId: string;
  readonly payoutRequestId: string;
  readonly idempotencyKey: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly method: 'standard' | 'instant';
  readonly destinationId: string;
  readonly sourceType: string | null;
  readonly statementDescriptor: string | null;
};

type Problem = {
  readonly stripeRequestId: string | null;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string;
};

/**
 * - `accepted`: Stripe has the payout
 * - `refused`: Stripe said no, for good
 * - `not_done`: Stripe did nothing, or was not called; `isRateLimited` says that it asked for fewer calls
 * - `unknown`: anything may have happened
 * `isStored`: this failure is the one that Stripe keeps under the key, and said so. Whatever still travels with that key gets
 * it too.
 */
export type PayoutAnswer =
  | {
      readonly kind: 'accepted';
      readonly payout: PayoutSnapshot;
      readonly balanceTransaction: BalanceTransactionRow | null;
      readonly stripeRequestId: string | null;
    }
  | ({ readonly kind: 'refused'; readonly isStored: boolean } & Problem)
  | ({ readonly kind: 'not_done'; readonly isRateLimited: boolean } & Problem)
  | ({ readonly kind: 'unknown'; readonly isStored: boolean } & Problem);

/** Written into every payout that we make, and what an unknown outcome is looked up by. */
const REQUEST_ID_IN_METADATA = 'sluice_payout_request_id';

const SOURCE_TYPES = ['bank_account', 'card', 'fpx'] as const;

/**
 * Makes one payout on a connected account: one HTTP request with our key, never repeated here.
 * Never throws for what Stripe or the network does: every outcome is an answer.
 * @param timeoutMs without a byte from Stripe
 */
export async function createPayout(
  call: PayoutCall,
  times: MoneyCallTimes & { timeoutMs: number },
): Promise<PayoutAnswer> {
  const { timeoutMs, ...limits } = times;
  const sourceType = SOURCE_TYPES.find((known) => known === call.sourceType);
  try {
    const payout = await inMoneyCall(limits, (stripe) =>
      stripe.payouts.create(
        {
          amount: stripeInteger(call.amount),
          currency: call.currency,
          method: call.method,
          destination: call.destinationId,
          metadata: { [REQUEST_ID_IN_METADATA]: call.payoutRequestId },
          expand: ['balance_transaction'],
          ...(sourceType === undefined ? {} : { source_type: sourceType }),
          ...(call.statementDescriptor === null ? {} : { statement_descriptor: call.statementDescriptor }),
        },
        {
          stripeAccount: call.connectedAccountId,
          idempotencyKey: call.idempotencyKey,
          timeout: timeoutMs,
          maxNetworkRetries: 0,
        },
      ),
    );
    const moved = payout.balance_transaction;
    return {
      kind: 'accepted',
      payout: mapPayout(payout, call.connectedAccountId),
      balanceTransaction:
        moved === null || typeof moved === 'string'
          ? null
          : mapBalanceTransaction(moved, call.connectedAccountId),
      stripeRequestId: payout.lastResponse.requestId,
    };
  } catch (error) {
    return answerOf(error);
  }
}

/** What an error of the SDK means for one call that was sent at most once. */
function answerOf(error: unknown): PayoutAnswer {
  if (error instanceof MoneyCallNotBegun) {
    const problem = {
      stripeRequestId: null,
      statusCode: null,
      errorCode: 'not_sent',
      errorMessage: error.message,
    };
    return { kind: 'not_done', isRateLimited: false, ...problem };
  }
  if (!(error instanceof Stripe.errors.StripeError)) {
    // Stripe said yes in a form that we cannot read.
    const errorMessage = error instanceof Error ? error.message : String(error);
    const problem = {
      stripeRequestId: null,
      statusCode: null,
      errorCode: 'answer_not_understood',
      errorMessage,
    };
    return { kind: 'unknown', isStored: false, ...problem };
  }
  const problem = {
    stripeRequestId: error.requestId ?? null,
    statusCode: error.statusCode ?? null,
    errorCode: error.code ?? error.rawType ?? error.type,
    errorMessage: messageOf(error),
  };
  return { ...meaningOf(error), ...problem };
}

/** `account_invalid` is of the connected account: it has left the platform. */
const isOfOurKey = ({ statusCode, code, rawType }: Stripe.errors.StripeError): boolean =>
  rawType !== undefined && (statusCode === 401 || (statusCode === 403 && code !== 'account_invalid'));

/** The SDK counts its own retries without looking at the number: `retried 1 times`. */
const messageOf = ({ message }: Error): string => message.replace(/\bretried 1 times\b/, 'retried once');

type Meaning =
  | { kind: 'refused'; isStored: boolean }
  | { kind: 'not_done'; isRateLimited: boolean }
  | { kind: 'unknown'; isStored: boolean };

/** Stripe marks an answer that it gives again. A first 5xx is not known to be kept: something before Stripe may have said it. */
const isReplayed = ({ headers }: Stripe.errors.StripeError): boolean =>
  headers?.['idempotent-replayed'] === 'true';

/** What Stripe answers to a payout that it will not make: a parameter, the money, the account, the bank account. */
const REFUSING: readonly number[] = [400, 402, 403, 404];

/**
 * Refused is only what Stripe says itself, in its own form of an error. Any other answer may be of something between us, which
 * knows nothing of what Stripe does with the call.
 */
function meaningOf(error: Stripe.errors.StripeError): Meaning {
  const { statusCode } = error;
  if (statusCode === undefined) return { kind: 'unknown', isStored: false };
  if (statusCode >= 500) return { kind: 'unknown', isStored: isReplayed(error) };
  // Another call with this key is under way, or had other parameters: something of ours is there already.
  if (statusCode === 409 || error.rawType === 'idempotency_error')
    return { kind: 'unknown', isStored: false };
  if (statusCode === 429) return { kind: 'not_done', isRateLimited: error.code !== 'lock_timeout' };
  // Nobody's payout is at fault when our own key is not accepted, or may not make payouts: Stripe has not begun with it.
  if (isOfOurKey(error)) return { kind: 'not_done', isRateLimited: false };
  return REFUSING.includes(statusCode) && error.rawType !== undefined
    ? { kind: 'refused', isStored: isReplayed(error) }
    : { kind: 'unknown', isStored: false };
}
