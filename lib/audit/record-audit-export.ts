import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { ACTOR_KINDS, AUDIT_OUTCOMES } from './types.ts';

const text = z.string().max(400).optional();

/** Puts on record that somebody takes a copy of the record. Use `exportAudit`, which gives the copy. */
export const recordAuditExport = defineVerb({
  permission: 'audit.read',
  input: z.object({
    format: z.enum(['csv', 'bundle']),
    filter: z.object({
      outcome: z.enum(AUDIT_OUTCOMES).optional(),
      actorKind: z.enum(ACTOR_KINDS).optional(),
      actorId: text,
      action: text,
      subject: text,
      connectedAccountId: text,
      recordedFrom: text,
      recordedBefore: text,
    }),
  }),
  run: (_tx, _ctx, { format, filter }) =>
    Promise.resolve({
      result: undefined,
      audit: { action: 'audit.export', subject: format, after: { filter } },
    }),
});
