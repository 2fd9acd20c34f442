import type { Metadata, Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { bookName } from '#components/ledger/book-table.tsx';
import { EntryBalances } from '#components/ledger/entry-balances.tsx';
import { entryKind, entryTitle } from '#components/ledger/entry-words.ts';
import { PostingTable } from '#components/ledger/posting-table.tsx';
import { TAccounts } from '#components/ledger/t-accounts.tsx';
import { Amount } from '#components/money/amount.tsx';
import { Section } from '#components/ui/card.tsx';
import { CopyId } from '#components/ui/copy-id.tsx';
import { DefinitionList } from '#components/ui/definition-list.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Context } from '#lib/context.ts';
import { readEntryBalances } from '#lib/ledger/entry-balance-queries.ts';
import { getJournalEntry, listJournalEntriesOfSources } from '#lib/ledger/journal-entry-queries.ts';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';

export const metadata: Metadata = { title: 'Journal entry' };

const CRUMBS = [
  { href: '/ledger', label: 'Ledger' },
  { href: '/ledger/entries', label: 'Journal entries' },
] as const;

export default async function JournalEntryPage(props: PageProps<'/ledger/entries/[journalEntryId]'>) {
  const ctx = await guardPage('ledger.read');
  const { journalEntryId } = await props.params;
  const entry = orNotFound(() => getJournalEntry(ctx, journalEntryId));
  return (
    <Patiently
      subject={entry}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Journal entry"
          label="Reading the journal entry"
          main={[
            ['Postings', 3],
            ['Running balance', 4],
            ['As T-accounts', 5],
          ]}
          side={[
            ['Where it comes from', 8],
            ['Other entries of this source', 1],
          ]}
        />
      }
    >
      {drawEntry(ctx, entry)}
    </Patiently>
  );
}

async function drawEntry(ctx: Context, reading: Promise<JournalEntryDetail>): Promise<ReactNode> {
  const entry = await reading;
  const [ofSameSource, balances] = await Promise.all([
    listJournalEntriesOfSources(ctx, [entry.sourceId]),
    readEntryBalances(ctx, entry),
  ]);
  const others = ofSameSource.filter((other) => other.journalEntryId !== entry.journalEntryId);
  return (
    <div className="page">
      <PageHead
        crumbs={CRUMBS}
        title={entryTitle(entry)}
        lead={
          <span className="head-line">
            <span className="big">
              <Amount value={entry.turnover} run />
            </span>
            <span className="muted">
              turnover · <bdi>{bookName(entry)}</bdi> · effective <Time at={entry.effectiveAt} />
            </span>
          </span>
        }
      />
      <div className="cols cols-main payout-cols">
        <div>
          <Section id="postings" title="Postings">
            <PostingTable entry={entry} />
          </Section>
          <Section
            id="balances"
            title="Running balance"
            lead="Each ledger account as its statement has it, before this entry and after it."
          >
            <EntryBalances entry={entry} balances={balances} />
          </Section>
          <Section id="t" title="As T-accounts">
            <TAccounts entries={[entry]} currency={entry.currency} />
          </Section>
        </div>
        <div>
          <Section id="facts" title="Where it comes from">
            <EntryFacts entry={entry} />
          </Section>
          <Section id="same-source" title="Other entries of this source">
            {others.length === 0 ? (
              <p className="muted">There is none. Each purpose of a source is booked once.</p>
            ) : (
              <ul className="entries plain">
                {others.map((other) => (
                  <li key={other.journalEntryId}>
                    <Link href={`/ledger/entries/${other.journalEntryId}`} prefetch={false}>
                      {entryTitle(other)}
                    </Link>
                    <Time at={other.effectiveAt} />
                  </li>
                ))}
              </ul>
            )}
          </Section>
        </div>
      </div>
    </div>
  );
}

function EntryFacts({ entry }: { entry: JournalEntryDetail }) {
  return (
    <DefinitionList
      items={[
        ['Entry', <CopyId key="id" id={entry.journalEntryId} what="journal entry id" />],
        ['Book', <BookLink key="book" entry={entry} />],
        ['Kind', entryKind(entry.kind)],
        ['Description', entry.description],
        ['Source', <Source key="source" entry={entry} />],
        ['Purpose', entry.purpose.replaceAll('_', ' ')],
        ['Source created', <Time key="occurred" at={entry.occurredAt} seconds year />],
        ['Effective', <Time key="effective" at={entry.effectiveAt} seconds year />],
        ['Booked by us', <Time key="posted" at={entry.postedAt} seconds year />],
        [
          'Reverses',
          entry.reversesJournalEntryId === null ? null : (
            <Link
              key="r"
              href={`/ledger/entries/${entry.reversesJournalEntryId}`}
              prefetch={false}
              className="mono"
            >
              {entry.reversesJournalEntryId}
            </Link>
          ),
        ],
      ]}
    />
  );
}

function BookLink({ entry }: { entry: JournalEntryDetail }) {
  const href = `/ledger?${new URLSearchParams({ book: entry.connectedAccountId }).toString()}` as Route; // known path, with a query
  return (
    <Link href={href} prefetch={false}>
      <bdi>{bookName(entry)}</bdi>
    </Link>
  );
}

function Source({ entry }: { entry: JournalEntryDetail }) {
  if (entry.sourceType === 'payout') {
    return (
      <Link href={`/payouts/${entry.sourceId}`} prefetch={false} className="mono">
        {entry.sourceId}
      </Link>
    );
  }
  if (entry.sourceType === 'payout_reservation') {
    const payoutRequestId = entry.sourceId.split('/')[0] ?? entry.sourceId;
    return <CopyId id={payoutRequestId} what="payout request id" />;
  }
  return <CopyId id={entry.sourceId} what="balance transaction id" />;
}
