import type { Route } from 'next';
import type { TimelineItem, TimelineKind } from '#lib/connected-accounts/types.ts';
import { counted } from '#lib/counted.ts';
import { listHref } from '../data-table/list-href.ts';
import { StatusTabs } from '../data-table/status-tabs.tsx';
import { Amount } from '../money/amount.tsx';
import { Story, type StoryItem } from '../payouts/story.tsx';
import { Pager } from '../ui/pager.tsx';
import { TextWithTimes } from '../ui/text-with-times.tsx';

const KINDS: readonly (readonly [TimelineKind, string])[] = [
  ['account', 'Account'],
  ['destinations', 'Destinations'],
  ['payouts', 'Failed payouts'],
  ['disputes', 'Disputes'],
  ['owners', 'Owners'],
  ['notes', 'Notes'],
];

/** What happened to a connected account, newest first. @param cursors of the pages around this one */
export function Timeline({
  path,
  params,
  items,
  cursors,
  zone,
}: {
  path: Route;
  params: Readonly<Record<string, string>>;
  items: readonly TimelineItem[];
  cursors: { previous: string | null; next: string | null };
  zone: string;
}) {
  const here = (changes: Record<string, string | undefined>): Route =>
    `${listHref(path, params, changes)}#timeline` as Route; // the page's own path, at this part of it
  const at = (cursor: string | null): Route | null => (cursor === null ? null : here({ cursor }));
  return (
    <>
      <StatusTabs
        path={path}
        params={params}
        name="happened"
        label="What to tell"
        all="Everything"
        choices={KINDS.map(([value, label]) => ({ value, label, count: null }))}
        hrefOf={(value) => here({ happened: value })}
      />
      {items.length === 0 ? (
        <p className="muted">Nothing of this kind has happened since Sluice listens.</p>
      ) : (
        <Story items={items.map(storyItem)} zone={zone} />
      )}
      {cursors.previous === null && cursors.next === null ? null : (
        <Pager
          firstHref={cursors.previous === null ? null : here({})}
          newerHref={at(cursors.previous)}
          olderHref={at(cursors.next)}
          summary={`${counted(items.length, 'moment')}, newest first`}
        />
      )}
    </>
  );
}

const PAGES = { event: '/events/', payout: '/payouts/', audit: '/audit/' } as const;

function storyItem({ key, at, tone, title, details, amount, record }: TimelineItem): StoryItem {
  return {
    key,
    at,
    tone,
    title:
      amount === null ? (
        title
      ) : (
        <>
          {title}: <Amount value={amount} run />
        </>
      ),
    detail: details.map((sentence) => (
      <span key={sentence} className="sentence">
        <TextWithTimes text={sentence} seconds={false} />
      </span>
    )),
    id: record === null ? null : record.kind === 'audit' ? `On record, ${record.id}` : record.id,
    href: record === null ? null : `${PAGES[record.kind]}${record.id}`,
  };
}
