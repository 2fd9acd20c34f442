import { contextOrRefusal, noteRefused } from '#app/_edge/note-refused.ts';
import { hitDetail, hitHref, kindWord } from '#components/search/hit-words.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { formatMoney } from '#lib/money/format.ts';
import { search } from '#lib/overview/search-queries.ts';
import type { SearchGroup } from '#lib/overview/types.ts';

/** Longer than any id, name or amount. */
const TEXT_LENGTH_MAX = 100;

/** The hits for the search of the top bar while somebody types: `[{ href, kind, title, detail, amount }]`. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await contextOrRefusal('overview.read');
  if (ctx instanceof Response) return ctx;
  const text = (new URL(request.url).searchParams.get('q') ?? '').slice(0, TEXT_LENGTH_MAX);
  const groups = await searchAllowed(ctx, text);
  if (groups instanceof Response) return groups;
  const hits = groups.flatMap(({ kind, hits: found }) =>
    found.map((hit) => ({
      href: hitHref(hit),
      kind: kindWord(kind),
      title: hit.title,
      detail: hitDetail(hit),
      amount: hit.amount === null ? null : formatMoney(hit.amount),
    })),
  );
  return Response.json(hits, { headers: { 'cache-control': 'no-store' } });
}

async function searchAllowed(ctx: Context, text: string): Promise<SearchGroup[] | Response> {
  try {
    return await search(ctx, text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('overview.read', error);
    return new Response(error.message, { status: 403 });
  }
}
