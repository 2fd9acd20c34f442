import { z } from 'zod';
import { defineVerb } from '../../verb.ts';
import { markFilledGaps } from './filled-gaps.ts';

/**
 * Closes gaps whose last event was processed. In a transaction after the processing's own: of two workers that end with the
 * last two events, the later one sees both. No audit: the events are the record.
 */
export const closeFilledGaps = defineVerb({
  permission: 'events.process',
  input: z.object({}),
  run: async (tx) => {
    await markFilledGaps(tx);
    return { result: undefined, audit: null };
  },
});
