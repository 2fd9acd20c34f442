import type { Metadata, Route } from 'next';
import { CURSOR_REFUSED, presentParams, readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { DropFilters } from '#components/data-table/drop-filters.tsx';
import { filtersIn, listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { EntryFilters } from '#components/ledger/entry-filters.tsx';
import { ENTRY_KINDS } from '#components/ledger/entry-words.ts';
import { JournalEntryTable } from '#components/ledger/journal-entry-table.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { listJournalEntries } from '#lib/ledger/journal-entry-queries.ts';
import { readPageRequest } from '#lib/paging.ts';

export const metadata: Metadata = { title: 'Journal entries' };

const PATH: Route = '/ledger/entries';

export default async function JournalEntriesPage(props: PageProps<'/ledger/entries'>) {
  const ctx = await guardPage('ledger.read');
  const raw = await props.searchParams;
  const book = readParam(raw, 'book');
  const currency = readParam(raw, 'currency')?.toLowerCase();
  const kind = readParam(raw, 'kind');
  const params = presentParams({ book, currency, kind, size: readParam(raw, 'size') });
  const filter = { connectedAccountId: book, currency, kind };
  const request = readPageRequest(
    { list: 'journal-entries', filter },
    { cursor: readParam(raw, 'cursor'), size: params['size'] },
  );
  const page = await orNotFound(() => listJournalEntries(ctx, filter, request));
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  const notices = [
    ...(page.isCursorRefused ? [CURSOR_REFUSED] : []),
    ...(kind !== undefined && !Object.hasOwn(ENTRY_KINDS, kind)
      ? [`No entry is of the kind “${kind}”.`]
      : []),
    ...(page.searchedThrough === null
      ? []
      : [
          `Looked through ${page.searchedThrough.toLocaleString('en-GB')} entries. The next page looks further.`,
        ]),
  ];
  return (
    <div className="page">
      <PageHead
        crumbs={[{ href: '/ledger', label: 'Ledger' }]}
        title="Journal entries"
        lead="One entry for each balance transaction, for its availability, and for each final payout. None is ever changed."
      />
      <EntryFilters path={PATH} params={params} />
      <Notices texts={notices} />
      {page.rows.length === 0 && page.nextCursor === null ? (
        <EmptyState
          title={filtersIn(params).length === 0 ? 'Nothing is booked' : 'No entry matches'}
          actions={
            filtersIn(params).length === 0 ? (
              <LinkButton href="/events">See the events</LinkButton>
            ) : (
              <DropFilters path={PATH} params={params} />
            )
          }
        >
          <p>Entries appear as soon as Stripe’s balance transactions are read.</p>
        </EmptyState>
      ) : (
        <>
          <JournalEntryTable rows={page.rows} />
          <Pager
            firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
            newerHref={hrefAt(page.previousCursor)}
            olderHref={hrefAt(page.nextCursor)}
            summary={`${String(page.rows.length)} entries on this page`}
          />
        </>
      )}
      <ListKeys />
    </div>
  );
}
