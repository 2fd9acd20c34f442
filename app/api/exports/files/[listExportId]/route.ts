import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { answerDownload, fileResponse } from '#app/_edge/download.ts';
import { readExportFile } from '#lib/tables/export-queries.ts';
import { recordExportDownload } from '#lib/tables/record-export-download.ts';

/**
 * The file that the worker wrote. It lies compressed and is unpacked here: given out as it lies, with its encoding named,
 * a browser saved the packed bytes under the name of the CSV.
 */
export function GET(
  _request: Request,
  { params }: RouteContext<'/api/exports/files/[listExportId]'>,
): Promise<Response> {
  return answerDownload(async (ctx) => {
    const { listExportId } = await params;
    const { list, createdAt } = await recordExportDownload(ctx, { listExportId });
    const name = `sluice-${list}-${createdAt.toISOString().slice(0, 10)}.csv`;
    return fileResponse(unpacked(readExportFile(ctx, listExportId)), name);
  });
}

async function* unpacked(
  pieces: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  // The stream's chunks are buffers: gunzip is in no object mode.
  for await (const piece of Readable.from(pieces).pipe(createGunzip())) yield piece as Buffer;
}
