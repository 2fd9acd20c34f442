import Stripe from 'stripe';
import { beforeEach } from 'vitest';
import type { RunningSimulator, ServerOptions } from './server.ts';
import { startSimulator } from './server.ts';
import type { Simulator } from './simulator.ts';

// A Wednesday at noon, so that banking days are easy to count.
export const NOON = Date.UTC(2026, 9, 14, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type Started = { running: RunningSimulator; simulator: Simulator; stripe: Stripe };

/** The real SDK pointed at `running`, without its own retries unless asked. */
export function sdkFor(
  running: RunningSimulator,
  config: ConstructorParameters<typeof Stripe>[1] = {},
): Stripe {
  const { port } = running;
  return new Stripe('sk_test_x', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

/** One simulator over HTTP per test, its clock standing still at NOON. */
export function startForEach(options: ServerOptions = {}): Started {
  const started = {} as Started;
  beforeEach(async () => {
    const running = await startSimulator({ seed: 7, clock: { mode: 'frozen', atMs: NOON }, ...options });
    Object.assign(started, { running, simulator: running.simulator, stripe: sdkFor(running) });
    return async () => {
      await running.stop();
    };
  });
  return started;
}

/** A custom account with a US bank and, unless told otherwise, on a manual schedule. */
export function account(
  simulator: Simulator,
  input: Parameters<Simulator['createAccount']>[0] & { bank?: string; interval?: 'manual' | 'daily' } = {},
): string {
  const { bank, interval, ...rest } = input;
  const record = simulator.createAccount({ type: 'custom', onboarded: true, ...rest });
  simulator.addBankAccount(record, { accountNumber: bank ?? '000123456789', routingNumber: '110000000' });
  simulator.updateBalanceSettings(record, { schedule: { interval: interval ?? 'manual' } });
  return record.id;
}

/** Puts available money into an account at once. */
export function fund(simulator: Simulator, id: string, amount: number, currency = 'usd'): void {
  simulator.createCharge({
    ...(id === simulator.platformId ? {} : { account: id }),
    amount,
    currency,
    fee: 0,
    availableOn: simulator.core.clock.nowSeconds(),
  });
}

/** The error of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call was expected to fail and did not.');
}
