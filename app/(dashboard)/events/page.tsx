import { Suspense } from 'react';
import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { CompletenessTable, EventGaps } from '#components/events/completeness.tsx';
import { RelistForm } from '#components/events/relist-form.tsx';
import { SyncRuns } from '#components/events/sync-panel.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listCompleteness, listEventGaps, listSyncRuns } from '#lib/stripe-events/back-fill/queries.ts';
import { oldestEventDay } from '#lib/stripe-events/back-fill/sync-run-range.ts';
import { utcDay } from '#lib/stripe-events/back-fill/sync-window.ts';
import type { SyncRunRow } from '#lib/stripe-events/types.ts';
import { ListPage } from '../_lists/list-page.tsx';
import { relistAction, startSyncRunAction, stopSyncRunAction } from './actions.ts';
import { EVENT_SCREEN } from './screen.tsx';

export const metadata: Metadata = { title: EVENT_SCREEN.title };

export default async function EventsPage(props: PageProps<'/events'>) {
  const ctx = await guardPage('events.read');
  const [given, runs] = await Promise.all([props.searchParams, listSyncRuns(ctx)]);
  const isUnderWay = runs.some(({ state }) => state === 'running');
  return (
    <ListPage ctx={ctx} given={given} screen={EVENT_SCREEN} isHeld={isUnderWay}>
      <Suspense
        fallback={
          <SkeletonTable label="Reading the last runs" columns={['Day', 'Listed', 'Held']} rows={4} />
        }
      >
        <Arrivals ctx={ctx} runs={runs} />
      </Suspense>
      {isUnderWay ? <KeepFresh /> : null}
    </ListPage>
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
