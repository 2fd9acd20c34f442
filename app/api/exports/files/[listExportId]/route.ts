import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { answerDownload, fileResponse } from '#app/_edge/download.ts';
import { readExportFile } from '#lib/tables/export-queries.ts';
import { recordExportDownload } from '#lib/tables/record-export-download.ts';

/** The file that the worker wrote. It lies compressed; a browser that takes it so unpacks it itself. */
export function GET(
  request: Request,
  { params }: RouteContext<'/api/exports/files/[listExportId]'>,
): Promise<Response> {
  return answerDownload(async (ctx) => {
    const { listExportId } = await params;
    const { list, createdAt } = await recordExportDownload(ctx, { listExportId });
    const name = `sluice-${list}-${createdAt.toISOString().slice(0, 10)}.csv`;
    const pieces = readExportFile(ctx, listExportId);
    const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
    return takesGzip
      ? fileResponse(pieces, name, { 'content-encoding': 'gzip' })
      : fileResponse(unpacked(pieces), name);
  });
}

async function* unpacked(
  pieces: AsyncGenerator<Buffer, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  // The stream's chunks are buffers: gunzip is in no object mode.
  for await (const piece of Readable.from(pieces).pipe(createGunzip())) yield piece as Buffer;
}
