import type { Stripe } from 'stripe';
import { stripeClient } from './client.ts';
import { toStripeReadError } from './errors.ts';
import { readLimiter } from './limiter.ts';

type Components = Record<string, { enabled: boolean; features: Record<string, boolean> }>;

/** `clientSecret` is for one browser: never written down, never logged. */
export type CreatedAccountSession = {
  clientSecret: string;
  expiresAt: Date;
  /** What is really in force, as Stripe says. */
  components: Components;
  stripeRequestId: string | null;
};

/** A person waits in front of an empty page; their script asks again. */
const TIMEOUT_MS = 8_000;
const NETWORK_RETRIES_MAX = 1;

/**
 * Makes a session of Stripe's embedded components, with the platform's key: sessions have no `Stripe-Account`.
 * @throws StripeReadError
 */
export async function createAccountSession(call: {
  connectedAccountId: string;
  components: Readonly<Record<string, { enabled: boolean; features: Readonly<Record<string, boolean>> }>>;
  idempotencyKey: string;
}): Promise<CreatedAccountSession> {
  const said = Object.entries(call.components).filter(
    ([, { enabled, features }]) => enabled || Object.keys(features).length > 0,
  );
  const params = {
    account: call.connectedAccountId,
    // Names of components and features are Stripe's own; session-grant.test.ts compares them with the SDK's types.
    components: Object.fromEntries(said) as Stripe.AccountSessionCreateParams.Components,
  };
  try {
    const session = await readLimiter().run(
      () =>
        stripeClient().accountSessions.create(params, {
          idempotencyKey: call.idempotencyKey,
          timeout: TIMEOUT_MS,
          maxNetworkRetries: NETWORK_RETRIES_MAX,
        }),
      'interactive',
    );
    return {
      clientSecret: session.client_secret,
      expiresAt: new Date(session.expires_at * 1_000),
      components: inForce(session.components),
      stripeRequestId: session.lastResponse.requestId,
    };
  } catch (error) {
    throw toStripeReadError(error);
  }
}

function inForce(components: Stripe.AccountSession.Components): Components {
  const told = Object.entries(components) as [string, { enabled: boolean; features?: object }][]; // each has this form
  return Object.fromEntries(
    told.map(([name, { enabled, features }]) => [
      name,
      {
        enabled,
        features: Object.fromEntries(
          Object.entries(features ?? {}).map(([feature, on]) => [feature, on === true]),
        ),
      },
    ]),
  );
}
