import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readExportView } from '../tables/export-queries.ts';
import { finishListExport } from '../tables/finish-list-export.ts';
import { recordExportPart } from '../tables/record-export-part.ts';
import { exportPayouts, payoutExport } from './export-payouts.ts';

const compress = promisify(gzip);

/** Characters in one part: some ten thousand rows, a commit each, so that progress is seen and memory stays small. */
const PART_LENGTH = 1_000_000;

/** Writes the file of an export that somebody asked for. A second run writes it anew. @param signal ends it early */
export async function writePayoutExport(
  ctx: Context,
  listExportId: string,
  signal: AbortSignal,
): Promise<void> {
  const asked = await readExportView(ctx, listExportId);
  if (asked === null) return;
  try {
    await writeParts(ctx, listExportId, payoutExport.parse(JSON.parse(asked.view)), signal);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await finishListExport(ctx, { listExportId, failure: error.message });
    return;
  }
  await finishListExport(ctx, { listExportId, failure: null });
}

async function writeParts(
  ctx: Context,
  listExportId: string,
  view: ReturnType<typeof payoutExport.parse>,
  signal: AbortSignal,
): Promise<void> {
  let waiting: string[] = [];
  let length = 0;
  let part = 0;
  let rowsWritten = 0;
  const store = async (): Promise<void> => {
    const body = await compress(waiting.join(''));
    await recordExportPart(ctx, { listExportId, part, body, rowsWritten });
    part += 1;
    waiting = [];
    length = 0;
  };
  for await (const { text, rows } of exportPayouts(ctx, view)) {
    signal.throwIfAborted();
    waiting.push(text);
    length += text.length;
    rowsWritten += rows;
    if (length >= PART_LENGTH) await store();
  }
  if (part === 0 || waiting.length > 0) await store();
}
