import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Stripe } from 'stripe';
import { elapsedMs } from '../clock.ts';
import { env } from '../env.ts';
import { createStripeClient } from './client.ts';

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;

/** Both of `elapsedMs()`: after the first the call must not begin, after the second nothing of it may be under way. */
export type MoneyCallTimes = { beginByMs: number; endByMs: number };

type MoneyCall = MoneyCallTimes & { isSent: boolean };

const calling = new AsyncLocalStorage<MoneyCall>();

/** Nothing left this process: the call did not begin. */
export class MoneyCallNotBegun extends Error {
  override name = 'MoneyCallNotBegun';
}

/**
 * Lets one HTTP request pass per money call, and none after its time to begin. The SDK sends a call again after a closed
 * connection even with retries off, and that second request would leave outside its permit.
 */
function onceInTime(client: HttpClient): HttpClient {
  return {
    getClientName: () => client.getClientName(),
    makeRequest: (...request) => {
      const call = calling.getStore();
      if (call === undefined) throw new Error('A money call goes through inMoneyCall.');
      if (call.isSent) throw new Error('A money call is sent once; it is not sent again here.');
      if (elapsedMs() >= call.beginByMs) throw new Error('The time to begin this call is over.');
      call.isSent = true;
      return client.makeRequest(...request);
    },
  };
}

/**
 * Connections of one call each: one that the other side had closed meanwhile would make an outcome unknown for nothing.
 * The connection ends with its call's time; a process that was stopped runs this timer before it writes another byte.
 */
function oneCallEach<Agent extends HttpAgent>(agent: Agent): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    const call = calling.getStore();
    if (!socket || call === undefined) throw new Error('A money call goes through inMoneyCall.');
    const timer = setTimeout(
      () => socket.destroy(new Error('The time of this call is over.')),
      Math.max(0, call.endByMs - elapsedMs()),
    );
    socket.once('close', () => {
      clearTimeout(timer);
    });
    return socket;
  };
  return agent;
}

// Next evaluates this module once per bundle; a process has one.
const shared = globalThis as { sluiceMoneyStripe?: Stripe };

function moneyClient(): Stripe {
  if (shared.sluiceMoneyStripe !== undefined) return shared.sluiceMoneyStripe;
  const isHttp = env().STRIPE_API_BASE?.startsWith('http:') === true;
  const agent = isHttp
    ? oneCallEach(new HttpAgent({ keepAlive: false }))
    : oneCallEach(new HttpsAgent({ keepAlive: false }));
  shared.sluiceMoneyStripe = createStripeClient(env(), {
    httpClient: onceInTime(Stripe.createNodeHttpClient(agent)),
    maxNetworkRetries: 0,
  });
  return shared.sluiceMoneyStripe;
}

/**
 * Runs one call of a client that never repeats anything by itself.
 * @throws MoneyCallNotBegun when nothing was sent; else what the SDK throws
 */
export async function inMoneyCall<T>(
  times: MoneyCallTimes,
  call: (stripe: Stripe) => Promise<T>,
): Promise<T> {
  const state: MoneyCall = { ...times, isSent: false };
  try {
    return await calling.run(state, () => call(moneyClient()));
  } catch (error) {
    if (state.isSent) throw error;
    throw new MoneyCallNotBegun('Nothing was sent to Stripe.', { cause: error });
  }
}
