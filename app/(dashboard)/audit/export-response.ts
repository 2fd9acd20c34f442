import { headers } from 'next/headers';
import { noteRefused, refuseForeign, refuseVisitor } from '#app/_edge/note-refused.ts';
import { requireContext } from '#app/_edge/operator.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { exportAudit } from '#lib/audit/export-audit.ts';
import { DomainError } from '#lib/errors.ts';
import { readAuditListRequest } from './search-params.ts';

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  bundle: { type: 'application/jsonl; charset=utf-8', ending: 'jsonl' },
} as const;

/** The rows of the filter in the address, streamed as they are read; the export itself is on record first. */
export async function exportResponse(request: Request, format: keyof typeof FORMATS): Promise<Response> {
  // An export leaves an audit row, so another site must not be able to start one with a link or an image.
  const site = (await headers()).get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none')
    return refuseForeign('audit.read', 'Exports are started from Sluice itself.');
  const refusal = await refuseVisitor('audit.read');
  if (refusal) return refusal;
  const ctx = await requireContext();
  const { zone } = await readPreferences();
  const raw = Object.fromEntries(new URL(request.url).searchParams);
  const { filter, notices } = readAuditListRequest(raw, zone);
  // A filter that is only partly understood would export other rows than were meant.
  if (notices.length > 0) return new Response(notices.join('\n'), { status: 400 });
  try {
    const pieces = await exportAudit(ctx, format, filter);
    const { type, ending } = FORMATS[format];
    const day = ctx.now.toISOString().slice(0, 10);
    return new Response(streamOf(pieces), {
      headers: {
        'content-type': type,
        'content-disposition': `attachment; filename="sluice-audit-${day}.${ending}"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'forbidden') throw error;
    await noteRefused('audit.read', error);
    return new Response(error.message, { status: 403 });
  }
}

/** Reads on only when the browser has taken what it has; a closed download ends the reading. */
function streamOf(pieces: AsyncGenerator<string, void, undefined>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return();
    },
  });
}
