import type { Route } from 'next';
import { listHref, type ListParams } from './list-href.ts';

/** Where a panel stands in its list, and the ways out of it. */
export type PanelSteps = {
  readonly position: string;
  readonly previousHref: Route | null;
  readonly nextHref: Route | null;
  readonly closeHref: Route;
  /** The open row and those after it on the page, in their order. */
  readonly from: readonly string[];
};

/**
 * The neighbours of an open row, over the edges of the page too.
 * @param params the address, with the cursor of its page @param ids the rows of the page in their order
 */
export function panelSteps(
  path: Route,
  params: ListParams,
  ids: readonly string[],
  opened: string,
  page: { readonly previousCursor: string | null; readonly nextCursor: string | null },
): PanelSteps {
  const at = ids.indexOf(opened);
  const cursor = params['cursor'];
  const hrefOf = (id: string | undefined): Route | null =>
    id === undefined ? null : listHref(path, params, { cursor, open: id });
  const over = (to: string | null, open: 'first' | 'last'): Route | null =>
    to === null ? null : listHref(path, params, { cursor: to, open });
  return {
    position: at < 0 ? 'Not on this page' : `${String(at + 1)} of ${String(ids.length)} on this page`,
    previousHref: at > 0 ? hrefOf(ids[at - 1]) : over(page.previousCursor, 'last'),
    nextHref: at >= 0 && at < ids.length - 1 ? hrefOf(ids[at + 1]) : over(page.nextCursor, 'first'),
    closeHref: listHref(path, params, { cursor }),
    from: at < 0 ? [] : ids.slice(at),
  };
}
