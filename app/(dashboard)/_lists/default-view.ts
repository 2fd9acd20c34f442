import { presentParams, type RawSearchParams } from '#app/_edge/list-params.ts';
import type { Context } from '#lib/context.ts';
import type { ListName } from '#lib/tables/view-params.ts';
import { findDefaultView } from '#lib/tables/view-queries.ts';

/** Parts of an address that say where one stands in a view, and not which view it is. */
const PLACE: readonly string[] = ['open', 'size'];

/**
 * The address of the list, or of the view that opens by itself when the address says nothing: the role's own, else the
 * list's usual one. `view=all` says: none.
 */
export async function withDefaultView(
  ctx: Context,
  list: ListName,
  given: RawSearchParams,
  usual?: Readonly<Record<string, string>>,
): Promise<{ raw: RawSearchParams; defaultName: string | null }> {
  const isUsual = usual !== undefined && Object.keys(given).every((name) => PLACE.includes(name));
  const ofList = { raw: isUsual ? { ...given, ...usual, view: 'all' } : given, defaultName: null };
  if (Object.keys(given).length > 0) return ofList;
  const found = await findDefaultView(ctx, list);
  if (found === null) return ofList;
  const params = presentParams(Object.fromEntries(new URLSearchParams(found.query)));
  return { raw: { ...params, view: 'all' }, defaultName: found.name };
}
