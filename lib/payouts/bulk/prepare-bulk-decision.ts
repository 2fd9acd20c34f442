import type { Context } from '../../context.ts';
import { oneReading } from '../../db/one-reading.ts';
import { readDecisionPreviews } from '../review/queries.ts';
import { readBulkForecast } from './bulk-forecast.ts';
import { notePrepared } from './note-prepared.ts';
import { readWanted } from './queries.ts';
import { recordBulkItems } from './record-bulk-items.ts';

/** Looked at by the same few statements; a tenth of a second on a quiet machine, so that the number on the page moves. */
const AT_ONCE = 100;

type Shown = Parameters<typeof recordBulkItems>[1]['shown'];
type Asked = Parameters<typeof readBulkForecast>[1];

/** Looks at each chosen request and writes down what its person will be shown. Safe to repeat; ends early when `signal` does. */
export async function prepareBulkDecision(
  ctx: Context,
  bulkDecisionId: string,
  signal?: AbortSignal,
): Promise<void> {
  const asked = await readWanted(ctx, bulkDecisionId);
  if (asked === null) return;
  const shown: Shown = [];
  for (let start = 0; start < asked.wanted.length; start += AT_ONCE) {
    if (signal?.aborted === true) return;
    const chunk = asked.wanted.slice(start, start + AT_ONCE);
    shown.push(...(await readShown(ctx, asked, chunk)));
    if (!(await notePrepared(ctx, { bulkDecisionId, prepared: start + chunk.length })).isWanted) return;
  }
  await recordBulkItems(ctx, { bulkDecisionId, shown });
}

/**
 * Of each its preview's hash and what a decision on it would do, of one instant: read apart, what somebody decides between the two would be
 * shown as going and then always be left out. An id that somebody made up is shown to nobody.
 */
function readShown(ctx: Context, asked: Asked, payoutRequestIds: readonly string[]): Promise<Shown> {
  return oneReading(async (tx) => {
    const previews = await readDecisionPreviews(ctx, payoutRequestIds, tx);
    const forecasts = new Map(
      (await readBulkForecast(tx, asked, previews)).map((forecast) => [forecast.payoutRequestId, forecast]),
    );
    return previews.flatMap(({ payoutRequestId, version, payloadHash, previewHash }) => {
      const forecast = forecasts.get(payoutRequestId);
      return forecast === undefined ? [] : [{ payoutRequestId, version, payloadHash, previewHash, forecast }];
    });
  });
}
