import { presentParams, type RawSearchParams } from '#app/_edge/list-params.ts';
import type { Context } from '#lib/context.ts';
import type { ListName } from '#lib/tables/view-params.ts';
import { findDefaultView } from '#lib/tables/view-queries.ts';

/**
 * The address of the list, or of the view that opens by itself when the address says nothing. `view=all` says: none.
 */
export async function withDefaultView(
  ctx: Context,
  list: ListName,
  given: RawSearchParams,
): Promise<{ raw: RawSearchParams; defaultName: string | null }> {
  if (Object.keys(given).length > 0) return { raw: given, defaultName: null };
  const found = await findDefaultView(ctx, list);
  if (found === null) return { raw: given, defaultName: null };
  const params = presentParams(Object.fromEntries(new URLSearchParams(found.query)));
  return { raw: { ...params, view: 'all' }, defaultName: found.name };
}
