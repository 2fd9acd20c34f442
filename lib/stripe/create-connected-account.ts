import { Stripe } from 'stripe';
import { stripeClient } from './client.ts';
import { StripeReadError, toStripeReadError } from './errors.ts';
import { readLimiter } from './limiter.ts';

/** Exactly what was intended when somebody was invited. */
export type ConnectedAccountCall = {
  readonly sellerInvitationId: string;
  readonly idempotencyKey: string;
  readonly email: string;
  readonly businessName: string;
  readonly country: string;
  readonly businessType: 'individual' | 'company' | 'non_profit' | 'government_entity';
  readonly serviceAgreement: 'full' | 'recipient';
  readonly capabilities: readonly string[];
};

/** `unknown`: anything may have happened; it is looked up, and asked again with the same key alone. */
export type ConnectedAccountAnswer =
  | { readonly kind: 'created'; readonly connectedAccountId: string; readonly stripeRequestId: string | null }
  | {
      readonly kind: 'refused' | 'unknown';
      readonly problem: string;
      /** Stripe keeps this failure under the key, and gives it to whatever comes under it. */
      readonly isKept: boolean;
      readonly stripeRequestId: string | null;
    };

/** Written into every account that we make, and what an unknown outcome is looked up by. */
const INVITATION_IN_METADATA = 'sluice_seller_invitation_id';

/** Somebody waits in front of the form; Stripe takes seconds to make an account. */
const TIMEOUT_MS = 20_000;

/** What is looked through for one that was made and not answered: as many a day as few platforms make. */
const LOOKED_THROUGH_MAX = 5_000;

/** Stripe's clock and ours differ by seconds, and a call that nobody heard of again may be carried out late. */
const MARGIN_SECONDS = 3_600;

/**
 * Makes one connected account: one HTTP request with the invitation's own key. It never pays out by itself, so that a hold is
 * possible before the first money comes. Never throws for what Stripe or the network does.
 */
export async function createConnectedAccount(call: ConnectedAccountCall): Promise<ConnectedAccountAnswer> {
  try {
    const account = await readLimiter().run(
      () =>
        stripeClient().accounts.create(
          {
            country: call.country,
            email: call.email,
            business_type: call.businessType,
            business_profile: { name: call.businessName },
            controller: {
              losses: { payments: 'application' },
              fees: { payer: 'application' },
              requirement_collection: 'application',
              stripe_dashboard: { type: 'none' },
            },
            capabilities: Object.fromEntries(call.capabilities.map((name) => [name, { requested: true }])),
            // `full` is Stripe's own; naming it here would also say that it was accepted.
            ...(call.serviceAgreement === 'recipient'
              ? { tos_acceptance: { service_agreement: 'recipient' } }
              : {}),
            settings: { payouts: { schedule: { interval: 'manual' } } },
            metadata: { [INVITATION_IN_METADATA]: call.sellerInvitationId },
          },
          { idempotencyKey: call.idempotencyKey, timeout: TIMEOUT_MS, maxNetworkRetries: 0 },
        ),
      'interactive',
    );
    return {
      kind: 'created',
      connectedAccountId: account.id,
      stripeRequestId: account.lastResponse.requestId,
    };
  } catch (error) {
    return answerOf(error);
  }
}

function answerOf(error: unknown): ConnectedAccountAnswer {
  if (!(error instanceof Stripe.errors.StripeError))
    return {
      kind: 'unknown',
      problem: error instanceof Error ? error.message : String(error),
      isKept: false,
      stripeRequestId: null,
    };
  const { statusCode, message, requestId, headers } = error;
  // 409 and 429: another call with this key is under way, or none was begun; the same key finds out which.
  const isNo = statusCode !== undefined && statusCode < 500 && ![401, 409, 429].includes(statusCode);
  return {
    kind: isNo ? 'refused' : 'unknown',
    problem: message,
    // A first 5xx is not known to be kept: something before Stripe may have said it.
    isKept: headers?.['idempotent-replayed'] === 'true' && !isNo,
    stripeRequestId: requestId ?? null,
  };
}

/**
 * The account that was made for an invitation; `null` when Stripe has none of that time.
 * @param called when Stripe was asked for it, first and last
 * @throws StripeReadError, also when so many accounts are of that time that not all were looked at: then nobody knows
 */
export async function findInvitedAccount(
  sellerInvitationId: string,
  called: { first: Date; last: Date },
): Promise<string | null> {
  const created = {
    gte: Math.floor(called.first.getTime() / 1_000) - MARGIN_SECONDS,
    lte: Math.ceil(called.last.getTime() / 1_000) + MARGIN_SECONDS,
  };
  let seen = 0;
  try {
    for await (const account of stripeClient().accounts.list({ created, limit: 100 })) {
      if (account.metadata?.[INVITATION_IN_METADATA] === sellerInvitationId) return account.id;
      seen += 1;
      if (seen >= LOOKED_THROUGH_MAX) break;
    }
  } catch (error) {
    throw toStripeReadError(error);
  }
  if (seen >= LOOKED_THROUGH_MAX)
    throw new StripeReadError(
      'refused',
      `Stripe has more than ${String(LOOKED_THROUGH_MAX)} accounts of that time. Search its dashboard for ${sellerInvitationId}.`,
      null,
    );
  return null;
}
