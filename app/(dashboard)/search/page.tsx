import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { SearchResults } from '#components/search/search-results.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { QueryForm } from '#components/ui/query-form.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import type { Context } from '#lib/context.ts';
import { search } from '#lib/overview/search-queries.ts';

export const metadata: Metadata = { title: 'Search' };

const HOW =
  'Type the beginning of a name’s words, of a payout’s id (po_…) or of an account’s (acct_…); a whole id of an event, an entry or anything of Stripe’s; or an amount, with or without its currency.';

export default async function SearchPage(props: PageProps<'/search'>) {
  const ctx = await guardPage('overview.read');
  const text = readParam(await props.searchParams, 'q') ?? '';
  return (
    <div className="page">
      <PageHead title="Search" />
      <QueryForm
        path="/search"
        name="q"
        label="Id, name or amount"
        placeholder="Name, po_…, acct_…, evt_…, jnl_…, or 1,284.00 EUR"
        text={text}
        lengthMax={100}
      />
      <Patiently fallback={<SkeletonParts label="Searching" main={[[null, 12]]} />}>
        {drawFound(ctx, text)}
      </Patiently>
    </div>
  );
}

async function drawFound(ctx: Context, text: string): Promise<ReactNode> {
  const groups = text === '' ? [] : await orNotFound(() => search(ctx, text));
  return (
    <>
      {groups.length > 0 ? (
        <>
          <p className="soft">The first few of each kind; the lists have them all.</p>
          <SearchResults groups={groups} />
        </>
      ) : (
        <EmptyState title={text === '' ? 'What do you look for?' : `Nothing is called “${text}”`}>
          <p>{HOW}</p>
        </EmptyState>
      )}
    </>
  );
}
