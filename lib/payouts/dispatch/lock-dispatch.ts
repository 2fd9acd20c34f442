import { z } from 'zod';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { lockDispatchRow } from './lock-dispatch-row.ts';

/** Stops all sending, such as before a worker starts on a backup that was put back; a lock from before it begins anew. */
export const lockDispatch = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ because: reasonText }),
  async run(tx, ctx, { because }) {
    await lockDispatchRow(tx, ctx, because);
    return { result: null, audit: null };
  },
});
