import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from './log.ts';
import { processState, type ErrorReport } from './observability/process-state.ts';
import { currentTraceparent, traceIdOf, withLogFields, withSpan } from './observability/trace.ts';

let lines: Record<string, unknown>[] = [];
let text = '';
const log = createLog({
  write: (line: string) => {
    text += line;
    lines.push(JSON.parse(line) as Record<string, unknown>); // our own log writes one object per line
  },
});
log.level = 'info'; // the tests' environment is silent

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ sampler: new AlwaysOffSampler() }));
});
afterAll(() => {
  context.disable();
  trace.disable();
});
beforeEach(() => {
  lines = [];
  text = '';
});

it('is made with every LOG_LEVEL: what is none is named by the environment, not by a stack', () => {
  const level = (text: string | undefined): string => {
    vi.stubEnv('LOG_LEVEL', text);
    return createLog({ write: () => undefined }).level;
  };
  expect([undefined, '', 'loud', 'warn', 'silent'].map(level)).toEqual([
    'info',
    'info',
    'info',
    'warn',
    'silent',
  ]);
});

describe('a line', () => {
  it('keeps the reference that a person reads out from the error page, and nothing else of so many digits', () => {
    log.error({ digest: '1824400529', cause: { digest: '182440052@E394' }, account: '1824400529' }, 'x');
    expect(lines[0]).toMatchObject({
      'sluice.digest': '1824400529',
      'sluice.cause': { digest: '182440052@E394' },
      'sluice.account': '[redacted]',
    });
    log.error({ digest: '18244005291824' }, 'x');
    expect(lines[1]).toMatchObject({ 'sluice.digest': '[redacted]' });
  });

  it('has the names of Elastic Common Schema', () => {
    log.warn(
      { stripeEventId: 'evt_1', requestId: 'req_1', payoutId: 'po_1', durationMs: 1.5, job: 'x' },
      'Hello',
    );
    expect(lines[0]).toMatchObject({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
      'log.level': 'warn',
      message: 'Hello',
      'ecs.version': expect.any(String) as unknown,
      'service.name': 'sluice',
      'event.id': 'evt_1',
      'sluice.stripe_event_id': 'evt_1',
      'http.request.id': 'req_1',
      'sluice.payout_id': 'po_1',
      'event.duration': 1_500_000,
      'sluice.job': 'x',
    });
  });

  it('carries the trace and the fields of the work around it', async () => {
    const traceId = await withSpan('outer', {}, () =>
      withLogFields({ connectedAccountId: 'acct_1' }, async () => {
        log.info('inside');
        return Promise.resolve(traceIdOf(currentTraceparent()));
      }),
    );
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(lines[0]).toMatchObject({ 'trace.id': traceId, 'sluice.connected_account': 'acct_1' });
    log.info('outside');
    expect(lines[1]).not.toHaveProperty('trace.id');
  });

  it('says type, message, code and causes of an error, and nothing that a driver hangs on it', () => {
    const cause = Object.assign(new TypeError('the cause'), { parameters: ['4111-canary'] });
    const error = Object.assign(new Error('the effect', { cause }), { code: 'E1', query: 'select canary' });
    log.error({ err: error }, 'failed');
    expect(lines[0]).toMatchObject({
      'error.type': 'Error',
      'error.message': 'the effect',
      'error.code': 'E1',
      'error.stack_trace': expect.stringMatching(/the effect[^]*caused by TypeError: the cause/) as unknown,
    });
    expect(text).not.toContain('canary');
  });
});

/** Each is planted in a message, a field, a nested field, an error and its cause. */
const PLANTED = [
  'sk_live_51CanaryCanary',
  'rk_test_51CanaryCanary',
  'whsec_CanaryCanaryCanary',
  'Bearer canaryCanaryCanary',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.c2ln',
  'seti_1Abc_secret_CanaryCanary',
  'accs_secret__CanaryCanaryCanary',
  'next-auth.session-token=CanaryCanary',
  'holder.canary@example.com',
  'DE89370400440532013000',
  'GB29 NWBK 6016 1331 9268 19',
  '000123456789',
  '4242 4242 4242 4242',
  '110000000',
];

describe('a planted secret never appears', () => {
  it.each(PLANTED)('%s', (secret) => {
    const cause = new Error(`cause ${secret}`);
    const error = new Error(`effect (${secret})`, { cause });
    log.error(
      { err: error, note: `x ${secret} y`, deep: { list: [{ inner: secret }] } },
      `said "${secret}".`,
    );
    log.error(secret);
    expect(lines).toHaveLength(2);
    expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it.each([
    'authorization',
    'cookie',
    'set-cookie',
    'body',
    'client_secret',
    'clientSecret',
    'password',
    'email',
  ])('withheld by its name: %s', (key) => {
    log.info({ [key]: 'canary', outer: { [key]: 'canary' } }, 'x');
    expect(text).not.toContain('canary');
  });

  it('keeps what people search for: ids, dates, times and trace ids', () => {
    const kept =
      'evt_1QAbCdEfGh acct_1QAbCdEf12345678 po_12345678 2026-11-21 2026-11-21T06:25:58.123Z migration 0017_event_traces';
    log.info({ note: kept, worker: 'worker:host:1234567' }, kept);
    expect(lines[0]).toMatchObject({
      message: kept,
      'sluice.note': kept,
      'sluice.worker': 'worker:host:1234567',
    });
  });
});

it('an error line goes to the error reporter, a warning does not', () => {
  const reports: ErrorReport[] = [];
  processState().reportError = (report) => reports.push(report);
  const error = new Error('boom');
  log.warn({ err: error }, 'careful');
  log.error({ err: error, payoutId: 'po_1' }, 'broken');
  log.fatal('gone');
  processState().reportError = null;
  expect(reports).toMatchObject([
    { level: 'error', error, message: 'broken', fields: { 'sluice.payout_id': 'po_1' } },
    { level: 'fatal', error: { message: 'gone' } },
  ]);
});
