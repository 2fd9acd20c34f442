import type { Context } from '../../context.ts';
import { readDecisionPreviews } from '../review/queries.ts';
import { notePrepared } from './note-prepared.ts';
import { readWanted } from './queries.ts';
import { recordBulkItems } from './record-bulk-items.ts';

/** Looked at by the same few statements; a tenth of a second on a quiet machine, so that the number on the page moves. */
const AT_ONCE = 100;

/** Looks at each chosen request and writes down what its person will be shown. Safe to repeat; ends early when `signal` does. */
export async function prepareBulkDecision(
  ctx: Context,
  bulkDecisionId: string,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = await readWanted(ctx, bulkDecisionId);
  const shown: Parameters<typeof recordBulkItems>[1]['shown'] = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    if (signal?.aborted === true) return;
    const chunk = wanted.slice(start, start + AT_ONCE);
    // An id that somebody made up is shown to nobody.
    for (const { payoutRequestId, version, payloadHash, previewHash } of await readDecisionPreviews(
      ctx,
      chunk,
    ))
      shown.push({ payoutRequestId, version, payloadHash, previewHash });
    if (!(await notePrepared(ctx, { bulkDecisionId, prepared: start + chunk.length })).isWanted) return;
  }
  await recordBulkItems(ctx, { bulkDecisionId, shown });
}
