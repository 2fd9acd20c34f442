import { z } from 'zod';
import { payoutCadenceRuns } from '#drizzle/schema/cadences.ts';
import { defineVerb } from '../../verb.ts';

/**
 * Notes that a due time came to nothing because of something that a person can mend. Noted before, nothing changes. The
 * refused proposal is on record already.
 */
export const noteRefusedRun = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({
    connectedAccountId: z.string().startsWith('acct_'),
    currency: z.string().regex(/^[a-z]{3}$/),
    dueAt: z.date(),
    because: z.string().min(1),
  }),
  run: async (tx, _ctx, run) => {
    await tx
      .insert(payoutCadenceRuns)
      .values({ ...run, outcome: 'refused' })
      .onConflictDoNothing();
    return { result: null, audit: null };
  },
});
