import { readAuditListRequest } from '#app/(dashboard)/audit/search-params.ts';
import { answerDownload, fileResponse } from '#app/_edge/download.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { isoDay } from '#components/ui/format-instant.ts';
import { exportAuditBundle } from '#lib/audit/export-audit-bundle.ts';
import { DomainError } from '#lib/errors.ts';

/** Exactly the filter's rows as a bundle that `npm run audit:verify -- --bundle` checks without a database. */
export function GET(request: Request): Promise<Response> {
  return answerDownload(async (ctx) => {
    const { zone } = await readPreferences();
    const raw = Object.fromEntries(new URL(request.url).searchParams);
    const { filter, problems } = readAuditListRequest(raw, { zone, today: isoDay(ctx.now, zone) });
    // A filter that is only partly understood would export other rows than were meant.
    const [problem] = problems;
    if (problem !== undefined) throw new DomainError('invalid_input', problem.message);
    const name = `sluice-audit-${ctx.now.toISOString().slice(0, 10)}.jsonl`;
    return fileResponse(encoded(await exportAuditBundle(ctx, filter)), name, {
      'content-type': 'application/jsonl; charset=utf-8',
    });
  });
}

async function* encoded(
  pieces: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}
