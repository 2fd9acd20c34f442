import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { auditFilter } from './schemas.ts';

/** Puts on record that somebody takes a bundle of the record. Use `exportAuditBundle`, which gives it. */
export const recordAuditExport = defineVerb({
  permission: 'audit.read',
  input: z.object({ filter: auditFilter }),
  run: (_tx, _ctx, { filter }) =>
    Promise.resolve({
      result: undefined,
      audit: { action: 'audit.export', subject: 'bundle', after: { filter } },
    }),
});
