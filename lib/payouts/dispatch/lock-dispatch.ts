import { z } from 'zod';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { lockDispatchRow } from './lock-dispatch-row.ts';

/** Stops all sending, such as before a backup is put back. @returns false when it was locked already */
export const lockDispatch = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ because: reasonText }),
  async run(tx, ctx, { because }) {
    return { result: await lockDispatchRow(tx, ctx, because), audit: null };
  },
});
