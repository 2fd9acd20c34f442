import { z } from 'zod';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { lockDispatchRowOnce } from './lock-dispatch-row.ts';

/** Stops all sending for a payout that nobody here has called for; a lock that stands already stays, and its lists are read once more. */
export const lockDispatchOnce = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ because: reasonText }),
  async run(tx, ctx, { because }) {
    await lockDispatchRowOnce(tx, ctx, because);
    return { result: null, audit: null };
  },
});
