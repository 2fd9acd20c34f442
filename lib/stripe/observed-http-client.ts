import type { Stripe } from 'stripe';
import { elapsedMs, now } from '../clock.ts';
import { log } from '../log.ts';
import { processState, type StripeCallOutcome } from '../observability/process-state.ts';
import { currentTraceparent, traceIdOf, withSpan } from '../observability/trace.ts';
import { noteCall } from './collect-calls.ts';

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type Call = { calledAt: Date; method: string; endpoint: string; connectedAccountId: string | undefined };
type Answer = { outcome: StripeCallOutcome; statusCode?: number; stripeRequestId?: string };

/** Names of collections and versions; every other part of a path is an id. */
const COLLECTION = /^(v\d|[a-z_]+)$/;

/** The path without its query and with `{id}` for each id, so that there are few different ones. */
export function endpointOf(path: string): string {
  const [bare = ''] = path.split('?');
  return bare
    .split('/')
    .map((part) => (part === '' || COLLECTION.test(part) ? part : '{id}'))
    .join('/');
}

function outcomeOf(statusCode: number): StripeCallOutcome {
  if (statusCode < 400) return 'succeeded';
  if (statusCode === 404) return 'not_found';
  if (statusCode === 429) return 'rate_limited';
  return statusCode >= 500 ? 'failed' : 'refused';
}

function headerOf(headers: object, name: string): string | undefined {
  const found: unknown = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === 'string' ? found : undefined;
}

function record(call: Call, answer: Answer, durationMs: number): void {
  const { calledAt, method, endpoint, connectedAccountId } = call;
  noteCall({
    calledAt,
    method,
    endpoint,
    outcome: answer.outcome,
    statusCode: answer.statusCode ?? null,
    stripeRequestId: answer.stripeRequestId ?? null,
    durationMs: Math.round(durationMs),
    traceId: traceIdOf(currentTraceparent()) ?? null,
  });
  const { stripeCalls, stripeSeen } = processState();
  const key = `${method} ${endpoint} ${answer.outcome}`;
  const counted = stripeCalls.get(key) ?? { method, endpoint, outcome: answer.outcome, count: 0, seconds: 0 };
  counted.count += 1;
  counted.seconds += durationMs / 1_000;
  stripeCalls.set(key, counted);
  if (answer.outcome === 'unreachable' || answer.outcome === 'failed')
    stripeSeen.unreachableSince ??= now().toISOString();
  else {
    stripeSeen.answeredAt = now().toISOString();
    stripeSeen.unreachableSince = null;
  }
  log.info(
    {
      stripeRequestId: answer.stripeRequestId,
      statusCode: answer.statusCode,
      outcome: answer.outcome === 'succeeded' ? 'success' : 'failure',
      stripeOutcome: answer.outcome,
      method,
      endpoint,
      ...(connectedAccountId !== undefined && { connectedAccountId }),
      durationMs,
    },
    'Stripe call',
  );
}

/** Every HTTP attempt at Stripe as a span, a log line and a count: retries show, bodies and keys never do. */
export function observed(client: HttpClient): HttpClient {
  const makeRequest: HttpClient['makeRequest'] = (...request) => {
    const [, , path, method, headers] = request;
    const call = {
      calledAt: now(),
      method,
      endpoint: endpointOf(path),
      connectedAccountId: headerOf(headers, 'stripe-account'),
    };
    const attributes = {
      'http.request.method': method,
      'url.template': call.endpoint,
      ...(call.connectedAccountId !== undefined && { 'sluice.connected_account': call.connectedAccountId }),
    };
    return withSpan(`Stripe ${method} ${call.endpoint}`, { kind: 'client', attributes }, async (span) => {
      const startedAt = elapsedMs();
      try {
        const response = await client.makeRequest(...request);
        const statusCode = response.getStatusCode();
        const stripeRequestId = headerOf(response.getHeaders(), 'request-id');
        span.setAttribute('http.response.status_code', statusCode);
        if (stripeRequestId !== undefined) span.setAttribute('sluice.stripe_request_id', stripeRequestId);
        const answer = { outcome: outcomeOf(statusCode), statusCode };
        record(
          call,
          stripeRequestId === undefined ? answer : { ...answer, stripeRequestId },
          elapsedMs() - startedAt,
        );
        return response;
      } catch (error) {
        record(call, { outcome: 'unreachable' }, elapsedMs() - startedAt);
        throw error;
      }
    });
  };
  return { getClientName: () => client.getClientName(), makeRequest };
}
