import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';

/**
 * Ties the chains that grew into the global chain, at most 1,000 of them; `taken` is how many. No audit: a checkpoint
 * is about the record, and recording it would make the next one.
 */
export const takeAuditCheckpoint = defineVerb({
  permission: 'audit.seal',
  input: z.object({}),
  run: async (tx) => {
    const [row] = await tx.execute<{ taken: number }>(sql`select take_audit_checkpoint() as taken`);
    return { result: { taken: row?.taken ?? 0 }, audit: null };
  },
});
