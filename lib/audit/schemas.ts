import { z } from 'zod';
import { ACTOR_KINDS, AUDIT_OUTCOMES } from './types.ts';

const text = z.string().max(400).optional();

export const auditFilter = z.object({
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  actorKind: z.enum(ACTOR_KINDS).optional(),
  actorId: text,
  action: text,
  subject: text,
  connectedAccountId: text,
  recordedFrom: text,
  recordedBefore: text,
});
