import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, invalid } from './api-error.ts';
import { authenticate } from './auth.ts';
import { expand } from './expand.ts';
import type { Fault } from './faults.ts';
import { parseForm } from './form.ts';
import { keyedRequest } from './idempotency.ts';
import type { KeyedRequest } from './idempotency.ts';
import type { ParamHash } from './params.ts';
import { Params } from './params.ts';
import { lockTimeout, rateLimited, shouldRetryHeader } from './rate-limit.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Matched, Router } from './router.ts';
import type { Simulator } from './simulator.ts';

type Answer = { status: number; body: string; headers: Record<string, string>; kept: boolean };
type Call = {
  simulator: Simulator;
  entry: LoggedRequest;
  matched: Matched;
  owner: string;
  params: Params;
  key: string | null;
  fault: Fault | null;
};

/** One API request from bytes to bytes: fault plan, key, account, limits, idempotency, work, answer. */
export async function answerApi(
  simulator: Simulator,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: string,
): Promise<void> {
  const entry = logRequest(simulator, request, url, body);
  const account =
    header(request, 'stripe-account') ?? header(request, 'stripe-context') ?? simulator.platformId;
  const fault = simulator.faults.take(entry.method, url.pathname, account);
  entry.fault = fault?.kind ?? null;
  if (fault?.kind === 'reset_before') {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'timeout_before') return;
  const answer = await answerOrError(simulator, router, request, entry, fault, body);
  entry.status = answer.status;
  send(request, response, entry, answer, fault);
}

async function answerOrError(
  simulator: Simulator,
  router: Router,
  request: IncomingMessage,
  entry: LoggedRequest,
  fault: Fault | null,
  body: string,
): Promise<Answer> {
  try {
    const owner = authenticate(simulator.core, request.headers);
    const matched = router.match(entry.method, entry.path);
    const leave = simulator.rateLimiter.enter(`${entry.method} ${matched.route.path}`);
    try {
      refuseByFault(fault);
      const params = new Params(entry.params);
      const key = entry.method === 'GET' ? null : header(request, 'idempotency-key');
      return await onceByKey({ simulator, entry, matched, owner, params, key, fault }, body);
    } finally {
      leave();
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    entry.errorCode = error.body.error['code'] ?? error.body.error['type'] ?? null;
    return answerOf(error);
  }
}

function refuseByFault(fault: Fault | null): void {
  if (fault?.kind === 'rate_limit') throw rateLimited(fault.reason ?? 'global-rate', fault.shouldRetry);
  if (fault?.kind === 'lock_timeout') throw lockTimeout(fault.shouldRetry);
  if (fault?.kind === 'conflict') {
    throw new ApiError({
      status: 409,
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'There is currently another in-progress request using this Stripe-Idempotent-Key.',
    });
  }
  if (fault?.kind === 'error' && fault.kept !== true) throw faultError(fault);
}

async function onceByKey(call: Call, body: string): Promise<Answer> {
  const { simulator, entry, owner, key } = call;
  const keyed: KeyedRequest | null =
    key === null ? null : keyedRequest(owner, key, entry.method, entry.path, body);
  if (keyed !== null && key !== null) {
    const stored = simulator.idempotency.begin(keyed, key);
    if (stored !== null) {
      entry.replayed = true;
      const headers = { 'Idempotent-Replayed': 'true', 'Original-Request': stored.requestId };
      return { status: stored.status, body: stored.body, headers, kept: true };
    }
  }
  let answer: Answer | null = null;
  try {
    if (call.fault?.kind === 'delay') await sleep(call.fault.ms);
    answer = execute(call);
    return answer;
  } finally {
    if (keyed !== null) {
      const kept =
        answer?.kept === true ? { status: answer.status, body: answer.body, requestId: entry.id } : null;
      simulator.idempotency.end(keyed, kept);
    }
  }
}

function execute(call: Call): Answer {
  const { fault } = call;
  if (fault?.kind === 'error') return answerOf(faultError(fault));
  if (fault?.kind === 'error_500') {
    if (fault.executed === true) work(call);
    return answerOf(
      new ApiError({
        status: 500,
        type: 'api_error',
        message: 'An unknown error occurred.',
        headers: shouldRetryHeader(fault.shouldRetry ?? false),
        keptUnderKey: true,
      }),
    );
  }
  return work(call);
}

function work(call: Call): Answer {
  const { simulator, entry, matched, owner, params } = call;
  const { core } = simulator;
  try {
    const body = simulator.run(() => {
      core.cause = { id: entry.id, idempotency_key: call.key };
      try {
        const result = matched.route.handle({
          core,
          simulator,
          owner,
          params,
          part: (name) => matched.parts[name] ?? '',
        });
        return JSON.stringify(expand(core, owner, result, params.texts('expand') ?? []));
      } finally {
        core.cause = null;
      }
    });
    return { status: 200, body, headers: {}, kept: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    entry.errorCode = error.body.error['code'] ?? error.body.error['type'] ?? null;
    return answerOf(error);
  }
}

function answerOf(error: ApiError): Answer {
  return {
    status: error.status,
    body: JSON.stringify(error.body),
    headers: error.headers,
    kept: error.keptUnderKey,
  };
}

function faultError(fault: Extract<Fault, { kind: 'error' }>): ApiError {
  return new ApiError({
    status: fault.status,
    type: (fault.type ?? (fault.status >= 500 ? 'api_error' : 'invalid_request_error')) as 'api_error',
    message: fault.message ?? 'Refused by the fault plan.',
    ...(fault.code === undefined ? {} : { code: fault.code }),
    keptUnderKey: fault.kept ?? false,
  });
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  entry: LoggedRequest,
  answer: Answer,
  fault: Fault | null,
): void {
  if (fault?.kind === 'timeout_after') return;
  if (fault?.kind === 'reset_after') {
    request.socket.resetAndDestroy();
    return;
  }
  const key = header(request, 'idempotency-key');
  response.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(answer.body),
    'Request-Id': entry.id,
    'Stripe-Version': header(request, 'stripe-version') ?? '',
    ...(key === null ? {} : { 'Idempotency-Key': key }),
    ...(header(request, 'stripe-account') === null
      ? {}
      : { 'Stripe-Account': header(request, 'stripe-account') ?? '' }),
    ...answer.headers,
  });
  if (fault?.kind === 'truncated') {
    response.write(answer.body.slice(0, answer.body.length >> 1), () => request.socket.destroy());
    return;
  }
  response.end(answer.body);
}

function logRequest(simulator: Simulator, request: IncomingMessage, url: URL, body: string): LoggedRequest {
  const entry: LoggedRequest = {
    id: simulator.requests.nextId(),
    at: simulator.core.clock.nowMs(),
    receivedAt: Date.now(),
    method: request.method ?? 'GET',
    path: url.pathname,
    headers: request.headers,
    params: paramsOf(request, url, body),
    status: null,
    replayed: false,
    fault: null,
    errorCode: null,
  };
  simulator.requests.add(entry);
  return entry;
}

function paramsOf(request: IncomingMessage, url: URL, body: string): ParamHash {
  const query = parseForm(url.search.slice(1));
  if (request.method === 'GET' || body === '') return query;
  if (!(header(request, 'content-type') ?? '').includes('json')) return { ...query, ...parseForm(body) };
  try {
    return { ...query, ...(JSON.parse(body) as ParamHash) };
  } catch (error) {
    throw invalid(`Invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return value === undefined ? null : String(value);
}
