import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { readExportView } from './export-queries.ts';
import { findExportedList } from './exported-lists.ts';
import { finishListExport } from './finish-list-export.ts';
import type { ListExportDefinition } from './list-export-definition.ts';
import { recordExportPart } from './record-export-part.ts';

const compress = promisify(gzip);

/** Characters in one part: some ten thousand rows, a commit each, so that progress is seen and memory stays small. */
const PART_LENGTH = 1_000_000;

type Opened = ReturnType<ListExportDefinition['open']>;

/**
 * Writes the file of an export that somebody asked for, whichever list it is of. A second run writes it anew.
 * @param signal ends it early, to be taken up elsewhere; a person ends it by `stopListExport`, seen at the next part
 */
export async function writeListExport(
  ctx: Context,
  listExportId: string,
  signal: AbortSignal,
): Promise<void> {
  const asked = await readExportView(ctx, listExportId);
  if (asked === null) return;
  try {
    const definition = findExportedList(asked.list);
    if (definition === null) throw new DomainError('not_found', 'There is no such list any more.');
    const isWhole = await writeParts(ctx, listExportId, definition.open(JSON.parse(asked.view)), signal);
    if (!isWhole) return;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await finishListExport(ctx, { listExportId, failure: error.message });
    return;
  }
  await finishListExport(ctx, { listExportId, failure: null });
}

/** @returns false when its person stopped it, and nothing of it is left */
async function writeParts(
  ctx: Context,
  listExportId: string,
  { pieces, count }: Opened,
  signal: AbortSignal,
): Promise<boolean> {
  const rowsExpected = await count(ctx);
  let waiting: string[] = [];
  let length = 0;
  let part = 0;
  let rowsWritten = 0;
  const store = async (): Promise<boolean> => {
    const body = await compress(waiting.join(''));
    const isWanted = await recordExportPart(ctx, { listExportId, part, body, rowsWritten, rowsExpected });
    part += 1;
    waiting = [];
    length = 0;
    return isWanted;
  };
  for await (const { text, rows } of pieces(ctx)) {
    signal.throwIfAborted();
    waiting.push(text);
    length += text.length;
    rowsWritten += rows;
    if (length >= PART_LENGTH && !(await store())) return false;
  }
  return part > 0 && waiting.length === 0 ? true : store();
}
