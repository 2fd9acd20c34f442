import type { Route } from 'next';
import { Suspense } from 'react';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import type { ListParams } from '#components/data-table/list-href.ts';
import { ViewMenu, type CountedView } from '#components/data-table/view-menu.tsx';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import type { CappedCount } from '#lib/paging.ts';
import { sharesFor } from '#lib/tables/shares-for.ts';
import { listViews } from '#lib/tables/view-queries.ts';
import { VIEW_PARAMS, type ListName } from '#lib/tables/view-params.ts';
import { deleteViewAction, saveViewAction, shareViewAction } from './actions.ts';

type Viewed = {
  readonly ctx: Context;
  readonly list: ListName;
  readonly path: Route;
  /** The present address. */
  readonly params: ListParams;
  /** How many rows an address leads to; null when it is not understood. */
  readonly countOf: (raw: RawSearchParams) => Promise<CappedCount | null>;
};

/** The saved views of a list with what is in each now, for which the list does not wait. */
export function Views(viewed: Viewed) {
  return (
    <Suspense fallback={<span className="facet">Views</span>}>
      <CountedViews {...viewed} />
    </Suspense>
  );
}

async function CountedViews({ ctx, list, path, params, countOf }: Viewed) {
  const here = new URLSearchParams(Object.entries(params).filter(([name]) => VIEW_PARAMS.includes(name)));
  const views = await listViews(ctx, list);
  const counted = await Promise.all(
    views.map(async (view): Promise<CountedView> => ({
      ...view,
      count: await unlessRefused(() => countOf(Object.fromEntries(new URLSearchParams(view.query)))),
    })),
  );
  return (
    <ViewMenu
      list={list}
      path={path}
      views={counted}
      here={here.toString()}
      sharesFor={sharesFor(ctx)}
      saveAction={saveViewAction}
      shareAction={shareViewAction}
      deleteAction={deleteViewAction}
    />
  );
}

/** A view that is refused says so when it is opened; in the menu it has no number. */
export async function unlessRefused(count: () => Promise<CappedCount | null>): Promise<CappedCount | null> {
  try {
    return await count();
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
