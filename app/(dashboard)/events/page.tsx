import { Suspense } from 'react';
import type { Metadata } from 'next';
import { CURSOR_REFUSED, readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { countOf } from '#components/data-table/count.ts';
import { DropFilters } from '#components/data-table/drop-filters.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { CompletenessTable, EventGaps } from '#components/events/completeness.tsx';
import { EventFilters } from '#components/events/event-filters.tsx';
import { EventTable } from '#components/events/event-table.tsx';
import { NewEvents } from '#components/events/new-events.tsx';
import { RelistForm } from '#components/events/relist-form.tsx';
import { SyncRuns } from '#components/events/sync-panel.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { HeldStill } from '#components/ui/held-still.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState, SkeletonTable } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { readPageRequest } from '#lib/paging.ts';
import { listCompleteness, listEventGaps, listSyncRuns } from '#lib/stripe-events/back-fill/queries.ts';
import { oldestEventDay } from '#lib/stripe-events/back-fill/sync-run-range.ts';
import { utcDay } from '#lib/stripe-events/back-fill/sync-window.ts';
import { countStripeEventFacets, listStripeEvents } from '#lib/stripe-events/queries.ts';
import type { SyncRunRow } from '#lib/stripe-events/types.ts';
import { relistAction, startSyncRunAction, stopSyncRunAction } from './actions.ts';
import { readEventListRequest } from './search-params.ts';

export const metadata: Metadata = { title: 'Events' };

const PATH = '/events';

export default async function EventsPage(props: PageProps<'/events'>) {
  const ctx = await guardPage('events.read');
  const raw = await props.searchParams;
  const { filter, params, notices } = readEventListRequest(raw);
  const request = readPageRequest(
    { list: 'events', filter },
    { cursor: readParam(raw, 'cursor'), size: params['size'] },
  );
  const [page, facets, runs] = await orNotFound(() =>
    Promise.all([
      listStripeEvents(ctx, filter, request),
      countStripeEventFacets(ctx, filter),
      listSyncRuns(ctx),
    ]),
  );
  const isUnderWay = runs.some(({ state }) => state === 'running');
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="page wide">
      <PageHead
        title="Events"
        lead="Everything that Stripe told us, stored before it was acknowledged. Order and repetition do not matter."
      />
      <EventFilters path={PATH} params={params} facets={facets} />
      <Notices texts={page.isCursorRefused ? [...notices, CURSOR_REFUSED] : notices} />
      {page.rows.length === 0 ? (
        isFiltered ? (
          <EmptyState title="No event matches" actions={<DropFilters path={PATH} params={params} />} />
        ) : (
          <EmptyState title="Nothing has arrived from Stripe yet">
            <p>
              The first signed webhook makes the first line. The back-fill below asks Stripe for what it has.
            </p>
          </EmptyState>
        )
      ) : (
        <>
          {isFiltered || request.cursor !== null || page.rows[0] === undefined ? null : (
            <NewEvents since={page.rows[0].occurredAt.toISOString()} href={PATH} />
          )}
          <HeldStill of={JSON.stringify([filter, request])} isHeld={isUnderWay}>
            <EventTable rows={page.rows} caption="Events, newest first" />
            <Pager
              firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
              newerHref={hrefAt(page.previousCursor)}
              olderHref={hrefAt(page.nextCursor)}
              summary={`${String(page.rows.length)} of ${countOf(facets.total, 'event', 'events')}`}
            />
          </HeldStill>
        </>
      )}
      <ListKeys />
      <Suspense
        fallback={
          <SkeletonTable label="Reading the last runs" columns={['Day', 'Listed', 'Held']} rows={4} />
        }
      >
        <Arrivals ctx={ctx} runs={runs} />
      </Suspense>
      {isUnderWay ? <KeepFresh /> : null}
    </div>
  );
}

/** What Stripe has and we do not, and the runs that bring it in. */
async function Arrivals({ ctx, runs }: { ctx: Context; runs: readonly SyncRunRow[] }) {
  const [days, gaps] = await Promise.all([listCompleteness(ctx), listEventGaps(ctx)]);
  const may = permissionsOf(ctx.actor);
  return (
    <>
      <Section
        id="back-fill"
        title="Back-fill"
        lead="Asks Stripe account by account for what no webhook brought. It goes on from where the last run ended and can be stopped at any time."
      >
        <div className="cols cols-2">
          <div className="stack">
            <h3>Runs</h3>
            <SyncRuns runs={runs} stop={may.includes('sync.stop') ? stopSyncRunAction : null} />
            {may.includes('sync.run') ? (
              <StartRuns ctx={ctx} runs={runs} />
            ) : (
              <p className="small muted">Finance operators and administrators may start and stop a run.</p>
            )}
          </div>
          <div className="stack">
            <h3>Without webhooks</h3>
            <EventGaps gaps={gaps} />
          </div>
        </div>
      </Section>
      <Section
        id="completeness"
        title="Completeness"
        lead="What Stripe listed at the last look, and what of it is held here."
      >
        <CompletenessTable days={days} />
      </Section>
    </>
  );
}

/** Both ways to begin; of each kind one run goes at a time. */
function StartRuns({ ctx, runs }: { ctx: Context; runs: readonly SyncRunRow[] }) {
  const isRunning = runs.some(({ state, kind }) => state === 'running' && kind === 'back-fill');
  return (
    <>
      {isRunning ? null : (
        <ActionForm
          action={startSyncRunAction}
          label="Back-fill now"
          pendingLabel="Starting"
          done="Started. A worker takes it up."
        />
      )}
      <RelistForm action={relistAction} oldestDay={oldestEventDay(ctx.now)} today={utcDay(ctx.now)} />
    </>
  );
}
