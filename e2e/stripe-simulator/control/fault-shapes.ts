import { z } from 'zod';
import { RATE_LIMITED_REASONS } from '../faults.ts';
import { WEBHOOK_FAULTS } from '../webhook-faults.ts';
import { account, milliseconds } from './checked.ts';

const strikes = {
  nth: z.int().positive().exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
};
const times = z.int().positive().nullable().exactOptional();
const shouldRetry = z.boolean().exactOptional();
const simpleFault = (
  kind: 'reset_before' | 'reset_after' | 'timeout_before' | 'timeout_after' | 'truncated',
) => z.strictObject({ kind: z.literal(kind) });

const fault = z.discriminatedUnion('kind', [
  simpleFault('reset_before'),
  simpleFault('reset_after'),
  simpleFault('timeout_before'),
  simpleFault('timeout_after'),
  simpleFault('truncated'),
  z.strictObject({ kind: z.literal('conflict') }),
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds }),
  z.strictObject({
    kind: z.literal('rate_limit'),
    reason: z.enum(RATE_LIMITED_REASONS).exactOptional(),
    shouldRetry,
  }),
  z.strictObject({ kind: z.literal('lock_timeout'), shouldRetry }),
  z.strictObject({ kind: z.literal('error_500'), executed: z.boolean().exactOptional(), shouldRetry }),
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    type: z
      .enum(['invalid_request_error', 'idempotency_error', 'api_error', 'card_error', 'authentication_error'])
      .exactOptional(),
    code: z.string().exactOptional(),
    message: z.string().exactOptional(),
    kept: z.boolean().exactOptional(),
  }),
]);

const path = z.string().startsWith('/');

export const faultPlan = z.strictObject({
  match: z
    .strictObject({
      method: z.enum(['GET', 'POST', 'DELETE']).exactOptional(),
      path: path.exactOptional(),
      account: account.exactOptional(),
      ...strikes,
    })
    .exactOptional(),
  fault,
  times,
});

export const webhookFaultPlan = z.strictObject({
  match: z
    .strictObject({ type: z.string().exactOptional(), account: account.exactOptional(), ...strikes })
    .exactOptional(),
  fault: z.enum(WEBHOOK_FAULTS),
  times,
  delayMs: milliseconds.exactOptional(),
});

const limit = z.strictObject({
  perSecond: z.int().positive().exactOptional(),
  concurrent: z.int().positive().exactOptional(),
});
const endpoint = z.string().regex(/^(?:GET|POST|DELETE) \//, { error: 'must be like POST /v1/payouts' });

export const rateLimits = z.strictObject({
  limits: z
    .union([
      z.literal('sandbox'),
      z.strictObject({
        global: limit.exactOptional(),
        endpoint: limit.exactOptional(),
        endpoints: z.record(endpoint, limit).exactOptional(),
      }),
    ])
    .nullable()
    .default(null),
});
