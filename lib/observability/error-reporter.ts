import { randomBytes } from 'node:crypto';
import {
  createStackParser,
  createTransport,
  Scope,
  type BaseTransportOptions,
  type ErrorEvent,
  type Transport,
} from '@sentry/core';
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server';
import { processState, type ErrorReport } from './process-state.ts';
import { scrubText } from './scrub.ts';

type ReporterOptions = { dsn: string; service: string; environment: string; flushMsMax: number };

/** An envelope that takes longer is given up; the log has the error in any case. */
const SEND_MS_MAX = 5_000;

function fetchTransport(options: BaseTransportOptions): Transport {
  return createTransport(options, async ({ body }) => {
    const response = await fetch(options.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-sentry-envelope' },
      body: typeof body === 'string' ? body : Uint8Array.from(body),
      signal: AbortSignal.timeout(SEND_MS_MAX),
    });
    await response.arrayBuffer(); // an unread body would keep the connection
    return {
      statusCode: response.status,
      headers: {
        'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        'retry-after': response.headers.get('retry-after'),
      },
    };
  });
}

/** No request, no person, no machine, no variables; every text scrubbed. */
function withoutSecrets(event: ErrorEvent): ErrorEvent {
  delete event.request;
  delete event.user;
  delete event.breadcrumbs;
  delete event.server_name;
  delete event.modules;
  if (event.message !== undefined) event.message = scrubText(event.message);
  for (const exception of event.exception?.values ?? []) {
    if (exception.value !== undefined) exception.value = scrubText(exception.value);
    for (const frame of exception.stacktrace?.frames ?? []) delete frame.vars;
  }
  return event;
}

function scopeOf({ level, message, fields }: ErrorReport): Scope {
  const scope = new Scope();
  scope.setLevel(level);
  scope.setExtra('log.message', message);
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'error.stack_trace') continue; // the event has it as frames
    scope.setExtra(name, value);
    if (name.endsWith('.id') && typeof value === 'string') scope.setTag(name, value);
  }
  const traceId = fields['trace.id'];
  scope.setPropagationContext({
    traceId: typeof traceId === 'string' ? traceId : randomBytes(16).toString('hex'),
    sampleRand: 0,
  });
  return scope;
}

/**
 * Sends every logged error to Sentry, or to anything that speaks its envelope protocol.
 * @returns how to send what waits
 */
export function startErrorReporter({
  dsn,
  service,
  environment,
  flushMsMax,
}: ReporterOptions): () => Promise<void> {
  const client = new ServerRuntimeClient({
    dsn,
    environment,
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    integrations: [],
    stackParser: createStackParser(nodeStackLineParser()),
    transport: fetchTransport,
    sendClientReports: false,
    beforeSend: withoutSecrets,
    initialScope: { tags: { service } },
  });
  client.init();
  processState().reportError = (report) => {
    const scope = scopeOf(report);
    scope.setTag('service', service);
    client.captureException(report.error, undefined, scope);
  };
  return async () => {
    await client.flush(flushMsMax);
  };
}
