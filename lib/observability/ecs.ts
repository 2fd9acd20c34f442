import { scrub, scrubField, scrubText } from './scrub.ts';

/** Our names for what Elastic Common Schema has a name for; everything else becomes `sluice.<snake_case>`. */
const ECS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  requestId: ['http.request.id'],
  method: ['http.request.method'],
  statusCode: ['http.response.status_code'],
  path: ['url.path'],
  error: ['error.message'],
  port: ['server.port'],
  stripeEventId: ['event.id', 'sluice.stripe_event_id'],
  durationMs: ['event.duration'],
  outcome: ['event.outcome'],
  operatorId: ['user.id'],
  stripeRequestId: ['sluice.stripe_request_id'],
  payoutId: ['sluice.payout_id'],
  connectedAccountId: ['sluice.connected_account'],
};

/** ECS counts durations in nanoseconds. */
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** ECS knows no other outcomes. */
const OUTCOMES = ['success', 'failure', 'unknown'];

/** How many causes of an error are written; a chain that refers to itself ends here. */
const CAUSES_MAX = 4;

const snakeCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** The error and its causes as ECS fields. Only name, message, code and stack: drivers hang queries and values on theirs. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { 'error.message': scrubText(String(error)) };
  const causes: Error[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < CAUSES_MAX; cause = cause.cause)
    causes.push(cause);
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    'error.type': error.name,
    'error.message': scrubText(error.message),
    ...(typeof code === 'string' && { 'error.code': code }),
    'error.stack_trace': [error, ...causes]
      .map((one) => scrubText(one.stack ?? `${one.name}: ${one.message}`))
      .join('\ncaused by '),
  };
}

/** Turns the fields of one log call into ECS names, without secrets. `err` becomes `error.*`. */
export function toEcsFields(fields: Record<string, unknown>): Record<string, unknown> {
  const ecs: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (key === 'err') Object.assign(ecs, errorFields(value));
    else if (key.includes('.')) ecs[key] = scrubField(key, value);
    else if (key === 'durationMs' && typeof value === 'number')
      ecs['event.duration'] = Math.round(value * NANOSECONDS_PER_MILLISECOND);
    else if (key === 'outcome' && !(typeof value === 'string' && OUTCOMES.includes(value)))
      ecs['sluice.outcome'] = scrub(value);
    else {
      const safe = scrubField(key, value);
      for (const name of ECS_FIELDS[key] ?? [`sluice.${snakeCase(key)}`]) ecs[name] = safe;
    }
  }
  return ecs;
}
