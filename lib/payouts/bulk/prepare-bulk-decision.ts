import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { readDecisionPreview } from '../review/queries.ts';
import { notePrepared } from './note-prepared.ts';
import { readWanted } from './queries.ts';
import { recordBulkItems } from './record-bulk-items.ts';

/** Looked at side by side: each takes a few short reads. */
const AT_ONCE = 5;

/** Looks at each chosen request and writes down what its person will be shown. Safe to repeat. */
export async function prepareBulkDecision(
  ctx: Context,
  bulkDecisionId: string,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = await readWanted(ctx, bulkDecisionId);
  const shown: Parameters<typeof recordBulkItems>[1]['shown'] = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    signal?.throwIfAborted();
    const looked = await Promise.all(
      wanted.slice(start, start + AT_ONCE).map((payoutRequestId) => look(ctx, payoutRequestId)),
    );
    shown.push(...looked.flatMap((one) => (one === null ? [] : [one])));
    if (!(await notePrepared(ctx, { bulkDecisionId, prepared: start + looked.length })).isWanted) return;
  }
  await recordBulkItems(ctx, { bulkDecisionId, shown });
}

async function look(
  ctx: Context,
  payoutRequestId: string,
): Promise<Parameters<typeof recordBulkItems>[1]['shown'][number] | null> {
  try {
    const { version, payloadHash, previewHash } = await readDecisionPreview(ctx, payoutRequestId);
    return { payoutRequestId, version, payloadHash, previewHash };
  } catch (error) {
    // An id that somebody made up is shown to nobody.
    if (error instanceof DomainError && error.code === 'not_found') return null;
    throw error;
  }
}
