import 'server-only';
import { Stripe } from 'stripe';
import { env, type Environment } from '../env.ts';
import { observed } from './observed-http-client.ts';

/** Objects are rendered in this version whatever the platform's own default is; the map/ files are written for it. */
const API_VERSION = '2026-10-28.endive';

/** A read that takes longer than this is worth more as a retry; the SDK's own default is 80 s. */
const TIMEOUT_MS = 15_000;

/** The SDK retries connection errors, 409 and 5xx this often; plain 429 and refused 500 are ours (see read-stripe.ts). */
const NETWORK_RETRIES_MAX = 2;

type Address = { host: string; port: string; protocol: 'http' | 'https' };

function addressOf(base: string): Address {
  const { hostname, port, protocol } = new URL(base);
  const isHttps = protocol === 'https:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isHttps ? '443' : '80') : port,
    protocol: isHttps ? 'https' : 'http',
  };
}

type Differences = { httpClient: ReturnType<typeof Stripe.createNodeHttpClient>; maxNetworkRetries: number };

/** Builds a client for an environment. @throws Error when the key is empty */
export function createStripeClient(
  environment: Pick<Environment, 'STRIPE_SECRET_KEY' | 'STRIPE_API_BASE'>,
  differences?: Differences,
): Stripe {
  return new Stripe(environment.STRIPE_SECRET_KEY, {
    apiVersion: API_VERSION,
    ...(environment.STRIPE_API_BASE === undefined ? {} : addressOf(environment.STRIPE_API_BASE)),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: differences?.maxNetworkRetries ?? NETWORK_RETRIES_MAX,
    telemetry: false,
    httpClient: observed(differences?.httpClient ?? Stripe.createNodeHttpClient()),
    appInfo: { name: 'Sluice' },
  });
}

// Next evaluates this module once per bundle; connections are kept per client, so a process has one.
const shared = globalThis as { sluiceStripe?: Stripe };

/** The process-wide client, built on first use so that importing a module never needs a key. */
export function stripeClient(): Stripe {
  shared.sluiceStripe ??= createStripeClient(env());
  return shared.sluiceStripe;
}
