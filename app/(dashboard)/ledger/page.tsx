import type { Metadata, Route } from 'next';
import Link from 'next/link';
import { CURSOR_REFUSED, presentParams, readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { listHref } from '#components/data-table/list-href.ts';
import { ListKeys } from '#components/data-table/list-keys.tsx';
import { Notices } from '#components/data-table/notices.tsx';
import { BookTable } from '#components/ledger/book-table.tsx';
import { TrialBalances } from '#components/ledger/trial-balances.tsx';
import { Promises } from '#components/overview/promises.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { listInvariantStates } from '#lib/ledger/invariant-queries.ts';
import { listBooks, readTrialBalances } from '#lib/ledger/queries.ts';
import { readPageRequest } from '#lib/paging.ts';

export const metadata: Metadata = { title: 'Ledger' };

const PATH: Route = '/ledger';

export default async function LedgerPage(props: PageProps<'/ledger'>) {
  const ctx = await guardPage('ledger.read');
  const raw = await props.searchParams;
  const book = readParam(raw, 'book');
  const size = readParam(raw, 'size');
  const params = presentParams({ book, size });
  const request = readPageRequest(
    { list: 'books', filter: {} },
    { cursor: readParam(raw, 'cursor'), size: size ?? '25' },
  );
  const [balances, books, invariants] = await orNotFound(() =>
    Promise.all([
      readTrialBalances(ctx, { connectedAccountId: book }),
      listBooks(ctx, request),
      listInvariantStates(ctx),
    ]),
  );
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  return (
    <div className="page">
      <PageHead
        title="Ledger"
        lead="Double-entry books of the platform and of each connected account, booked from Stripe’s balance transactions."
        actions={
          <LinkButton href={listHref('/ledger/entries', presentParams({ book }), {})}>
            Journal entries
          </LinkButton>
        }
      />
      <Notices texts={books.isCursorRefused ? [CURSOR_REFUSED] : []} />
      <div className="cols cols-main">
        <TrialBalances balances={balances} book={book} path={PATH} params={params} />
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
      {books.rows.length === 0 ? null : (
        <Section id="books" title="Books" lead="What each book says about the money that Stripe holds.">
          <BookTable
            rows={books.rows}
            hrefOf={(row) => listHref(PATH, params, { book: row.connectedAccountId })}
          />
          <Pager
            firstHref={request.cursor === null ? null : listHref(PATH, params, {})}
            newerHref={hrefAt(books.previousCursor)}
            olderHref={hrefAt(books.nextCursor)}
            summary={`${String(books.rows.length)} books on this page, by account id`}
          />
        </Section>
      )}
      <ListKeys />
    </div>
  );
}
