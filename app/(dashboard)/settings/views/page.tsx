import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { ViewList } from '#components/settings/view-list.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Context } from '#lib/context.ts';
import { sharesFor } from '#lib/tables/shares-for.ts';
import { listViews } from '#lib/tables/view-queries.ts';
import { LISTS } from '#lib/tables/view-params.ts';
import { deleteViewAction, shareViewAction } from '../../_lists/actions.ts';
import { LIST_PLACES } from '../../_lists/list-places.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';
import { renameViewAction } from './actions.ts';
import { countViews } from './view-counts.ts';

export const metadata: Metadata = { title: 'Saved views' };

export default async function ViewsPage() {
  const ctx = await guardPage('views.save');
  const { zone } = await readPreferences();
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/views"
      title="Saved views"
      lead="Lists with a filter, an order and columns, kept under a name. A shared view is everybody’s to open; only its owner changes it."
    >
      <Patiently fallback={<SkeletonParts label="Counting what the views hold" main={[[null, 8]]} />}>
        {drawViews(ctx, zone)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawViews(ctx: Context, zone: string): Promise<ReactNode> {
  const groups = await Promise.all(
    LISTS.map(async (list) => {
      const views = await listViews(ctx, list);
      const counts = await countViews(
        ctx,
        zone,
        list,
        views.map(({ query }) => query),
      );
      return { list, views: views.map((view, at) => ({ ...view, count: counts[at] ?? null })) };
    }),
  );
  const kept = groups.filter(({ views }) => views.length > 0);
  if (kept.length === 0)
    return (
      <EmptyState title="No view is saved yet">
        <p>Filter a list, open “Views” above it and give the view a name. It then stands here too.</p>
      </EmptyState>
    );
  return kept.map(({ list, views }, position) => (
    <Section
      key={list}
      id={`views-${list}`}
      first={position === 0}
      title={LIST_PLACES[list].title}
      aside={
        <>
          as of <Time at={ctx.now} seconds />
        </>
      }
    >
      <ViewList
        path={LIST_PLACES[list].path}
        views={views}
        sharesFor={sharesFor(ctx)}
        actions={{ rename: renameViewAction, share: shareViewAction, remove: deleteViewAction }}
      />
    </Section>
  ));
}
