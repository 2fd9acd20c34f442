import type { Metadata, Route } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { wallClockOf } from '#app/_edge/day-start.ts';
import { CURSOR_REFUSED, presentParams, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { begun, Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { readAt } from '#app/_edge/read-at.ts';
import { usualTimes } from '#app/_edge/usual-times.ts';
import { listHref, type ListParams } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { BookTable } from '#components/ledger/book-table.tsx';
import { TimeChooser } from '#components/ledger/time-chooser.tsx';
import { TrialBalances } from '#components/ledger/trial-balances.tsx';
import { Promises } from '#components/overview/promises.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Section } from '#components/ui/card.tsx';
import { CopyId } from '#components/ui/copy-id.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { ReadAgain, SkeletonTable } from '#components/ui/states.tsx';
import type { Context } from '#lib/context.ts';
import { listInvariantStates } from '#lib/ledger/invariant-queries.ts';
import { listBooks, readBookName, readTrialBalances } from '#lib/ledger/queries.ts';
import { readPageRequest } from '#lib/paging.ts';
import { counted } from '#lib/counted.ts';
import { PLATFORM_BOOK } from '#lib/ledger/chart-of-accounts.ts';

export const metadata: Metadata = { title: 'Ledger' };

const PATH: Route = '/ledger';

export default async function LedgerPage(props: PageProps<'/ledger'>) {
  const ctx = await guardPage('ledger.read');
  const raw = await props.searchParams;
  const book = readParam(raw, 'book');
  const ledger = begun(drawLedger(ctx, raw, book));
  return (
    <Patiently
      // A book may not be there.
      subject={book === undefined ? undefined : ledger}
      fallback={<LedgerSkeleton />}
    >
      {ledger}
    </Patiently>
  );
}

async function drawLedger(ctx: Context, raw: RawSearchParams, book: string | undefined): Promise<ReactNode> {
  const { zone } = await readPreferences();
  const kept = presentParams({ book, size: readParam(raw, 'size') });
  const { at, notices } = readAt(raw, {
    now: ctx.now,
    zone,
    addressAt: (instant) => listHref(PATH, kept, { at: instant }),
  });
  const params = presentParams({ ...kept, at: at === null ? undefined : readParam(raw, 'at') });
  const [balances, name, invariants, books] = await orNotFound(() =>
    Promise.all([
      readTrialBalances(ctx, { connectedAccountId: book }, at),
      book === undefined ? null : readBookName(ctx, book),
      listInvariantStates(ctx),
      book === undefined ? drawBooks(ctx, params, readParam(raw, 'cursor')) : null,
    ]),
  );
  if (book !== undefined && book !== PLATFORM_BOOK && name === null && balances.length === 0) notFound();
  const chooser = (
    <TimeChooser
      path={PATH}
      params={kept}
      at={at}
      wallClock={wallClockOf(at ?? ctx.now, zone)}
      zone={zone}
      usual={usualTimes(ctx.now, zone).map(({ label, at: usual }) => ({
        label,
        href: listHref(PATH, kept, { at: usual }),
      }))}
      nowHref={listHref(PATH, kept, {})}
    />
  );
  return (
    <div className="page">
      {book === undefined ? <AllBooksHead /> : <BookHead book={book} name={name} at={params['at']} />}
      <Notices texts={notices} />
      <div className="cols cols-main">
        <TrialBalances balances={balances} book={book} at={params['at']} chooser={chooser} />
        <Section
          id="invariants"
          title="Promises"
          first
          aside={
            <Link href="/ledger/invariants" prefetch={false}>
              Results and findings
            </Link>
          }
        >
          <Promises states={invariants} />
        </Section>
      </div>
      {books}
      <ListKeys />
    </div>
  );
}

function LedgerSkeleton() {
  return (
    <div className="page">
      <AllBooksHead />
      <div className="cols cols-main">
        <SkeletonTable label="Adding up the books" columns={['Account', 'Debit', 'Credit']} rows={10} />
        <SkeletonTable label="Reading the last checks" columns={['Promise', 'State']} />
      </div>
      <ReadAgain />
    </div>
  );
}

function AllBooksHead() {
  return (
    <PageHead
      title="Ledger"
      lead="Double-entry books of the platform and of each connected account, booked from Stripe’s balance transactions."
      actions={<LinkButton href="/ledger/entries">Journal entries</LinkButton>}
    />
  );
}

/** One book by its name, with its id beside it; the way back keeps the chosen time. */
function BookHead({ book, name, at }: { book: string; name: string | null; at: string | undefined }) {
  const isPlatform = book === PLATFORM_BOOK;
  return (
    <PageHead
      crumbs={[{ href: listHref(PATH, presentParams({ at }), {}), label: 'All books' }]}
      title={<bdi>{isPlatform ? 'Platform' : (name ?? book)}</bdi>}
      lead={
        <>
          One book of the ledger{isPlatform ? ', our own' : null}.{' '}
          {isPlatform ? null : <CopyId id={book} what="connected account id" />}
        </>
      }
      actions={
        <>
          {isPlatform || name === null ? null : (
            <LinkButton href={`/connected-accounts/${encodeURIComponent(book)}` as Route /* a known page */}>
              Connected account
            </LinkButton>
          )}
          <LinkButton href={listHref('/ledger/entries', presentParams({ book }), {})}>
            Its journal entries
          </LinkButton>
        </>
      }
    />
  );
}

async function drawBooks(ctx: Context, params: ListParams, cursor: string | undefined): Promise<ReactNode> {
  const request = readPageRequest({ list: 'books', filter: {} }, { cursor, size: params['size'] ?? '25' });
  const books = await listBooks(ctx, request);
  if (books.rows.length === 0) return null;
  const hrefAt = (to: string | null) => (to === null ? null : listHref(PATH, params, { cursor: to }));
  return (
    <Section
      id="books"
      title="Books"
      lead={
        params['at'] === undefined
          ? 'What each book says about the money that Stripe holds.'
          : 'As they are now. Open one to see it at the chosen time.'
      }
    >
      <Notices texts={books.isCursorRefused ? [CURSOR_REFUSED] : []} />
      <BookTable
        rows={books.rows}
        hrefOf={(row) => listHref(PATH, params, { book: row.connectedAccountId, size: undefined })}
      />
      <Pager
        firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
        newerHref={hrefAt(books.previousCursor)}
        olderHref={hrefAt(books.nextCursor)}
        summary={`${counted(books.rows.length, 'book')} on this page, by account id`}
      />
    </Section>
  );
}
