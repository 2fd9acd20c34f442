import { ViewMenu, type CountedView } from '#components/data-table/view-menu.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { totalPayouts } from '#lib/payouts/queries.ts';
import { listViews } from '#lib/tables/view-queries.ts';
import type { CappedCount } from '#lib/paging.ts';
import { deleteViewAction, saveViewAction, shareViewAction } from './actions.ts';
import { readPayoutListRequest, type Calendar } from './search-params.ts';

const PATH = '/payouts';

/** Reads the views and counts what is in each now. Below a Suspense: the list does not wait for it. */
export async function Views({ ctx, calendar, here }: { ctx: Context; calendar: Calendar; here: string }) {
  const views = await listViews(ctx, 'payouts');
  const counted = await Promise.all(
    views.map(async (view): Promise<CountedView> => ({
      ...view,
      count: await countOf(ctx, view.query, calendar),
    })),
  );
  return (
    <ViewMenu
      path={PATH}
      views={counted}
      here={here}
      canShare={permissionsOf(ctx.actor).includes('views.share')}
      saveAction={saveViewAction}
      shareAction={shareViewAction}
      deleteAction={deleteViewAction}
    />
  );
}

async function countOf(ctx: Context, query: string, calendar: Calendar): Promise<CappedCount | null> {
  const { filter, problems } = readPayoutListRequest(
    Object.fromEntries(new URLSearchParams(query)),
    calendar,
  );
  if (problems.length > 0) return null;
  try {
    return (await totalPayouts(ctx, filter)).count;
  } catch (error) {
    // A view that is refused says so when it is opened; in the menu it has no number.
    if (error instanceof DomainError) return null;
    throw error;
  }
}
