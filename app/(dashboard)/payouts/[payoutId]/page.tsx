import type { Metadata, Route } from 'next';
import type { ReactNode } from 'react';
import { CURSOR_REFUSED, presentParams, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { lockStrengthPhrase } from '#components/connected-accounts/lock-words.ts';
import { listHref } from '#components/data-table/list-href.ts';
import { Notices } from '#components/data-table/notices.tsx';
import { Amount } from '#components/money/amount.tsx';
import { BalanceBefore } from '#components/payouts/balance-movements.tsx';
import { BalanceTransactionTable } from '#components/payouts/balance-transaction-table.tsx';
import { BankTrace } from '#components/payouts/bank-trace.tsx';
import { Finality } from '#components/payouts/finality.tsx';
import { PayoutBooks } from '#components/payouts/payout-books.tsx';
import { PayoutCallout } from '#components/payouts/payout-callout.tsx';
import { PayoutFacts } from '#components/payouts/payout-facts.tsx';
import { PayoutContentsSection } from '#components/payouts/payout-contents.tsx';
import { PayoutStatus } from '#components/payouts/payout-status.tsx';
import { payoutStory } from '#components/payouts/payout-story.ts';
import {
  contentsUnknown,
  destinationText,
  schedule,
  methodWord,
  ownerName,
} from '#components/payouts/payout-words.ts';
import { Story } from '#components/payouts/story.tsx';
import { StripeCalls } from '#components/payouts/stripe-calls.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { explainBalanceBefore } from '#lib/ledger/balance-transaction-queries.ts';
import { listJournalEntriesOfSources } from '#lib/ledger/journal-entry-queries.ts';
import { readPayoutContents } from '#lib/ledger/payout-contents-queries.ts';
import type { BalanceMovements, PayoutContents } from '#lib/ledger/types.ts';
import { readPageRequest, type PageRequest } from '#lib/paging.ts';
import { bankTraceInWords } from '#lib/payouts/bank-trace-in-words.ts';
import { findPayoutBefore, getPayout } from '#lib/payouts/detail-queries.ts';
import { failureInWords } from '#lib/payouts/failure-in-words.ts';
import { payoutFinality } from '#lib/payouts/payout-finality.ts';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import { RequestPage } from './request-page.tsx';

export const metadata: Metadata = { title: 'Payout' };

const CRUMBS = [{ href: '/payouts/stripe', label: 'Payouts at Stripe' }] as const;

export default async function PayoutPage(props: PageProps<'/payouts/[payoutId]'>) {
  const ctx = await guardPage('payouts.read');
  const [{ payoutId }, raw] = await Promise.all([props.params, props.searchParams]);
  if (payoutId.startsWith('prq_')) return <RequestPage ctx={ctx} payoutRequestId={payoutId} />;
  const payout = orNotFound(() => getPayout(ctx, payoutId));
  return (
    <Patiently
      subject={payout}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Payout"
          lead="amount"
          label="Reading the payout"
          main={[
            [null, 9],
            [null, 5],
            ['At Stripe', 3],
          ]}
          side={[
            ['What happened', 6],
            [null, 8],
          ]}
        />
      }
    >
      {drawPayout(ctx, payout, payoutId, raw)}
    </Patiently>
  );
}

async function drawPayout(
  ctx: Context,
  reading: Promise<PayoutDetail>,
  payoutId: string,
  raw: RawSearchParams,
): Promise<ReactNode> {
  const params = presentParams({ size: readParam(raw, 'size') });
  const request = readPageRequest(
    { list: 'payout-contents', filter: { payoutId } },
    { cursor: readParam(raw, 'cursor'), size: params['size'] ?? '25' },
  );
  const [payout, { zone }] = await Promise.all([reading, readPreferences()]);
  const { entries, explained } = await readAround(ctx, payout, request);
  const name = ownerName(payout.connectedAccountId, payout.connectedAccountName);
  const today = ctx.now.toISOString().slice(0, 10);
  const failure =
    payout.status === 'failed'
      ? failureInWords({ ...payout, hasReturned: payout.failureBalanceTransactionId !== null })
      : null;
  return (
    <div className="page">
      <PageHead crumbs={CRUMBS} title={<bdi>{name}</bdi>} lead={<HeadLine payout={payout} today={today} />} />
      <Notices texts={request.isCursorRefused ? [CURSOR_REFUSED] : []} />
      <PayoutCallout payout={payout} failure={failure} />
      <div className="cols cols-main payout-cols">
        <div>
          <Explained
            payout={payout}
            explained={explained}
            params={params}
            isPaged={request.cursor !== null}
          />
          <PayoutBooks payout={payout} entries={entries} />
          <Section
            id="transactions"
            title="At Stripe"
            lead="The balance transactions of this payout: one when it leaves the balance, another if it comes back."
          >
            {payout.balanceTransactions.length === 0 ? (
              <p className="muted">Stripe has not shown one yet.</p>
            ) : (
              <BalanceTransactionTable rows={payout.balanceTransactions} />
            )}
          </Section>
          <StripeCalls calls={payout.stripeCalls} />
        </div>
        <div>
          <Section id="story" title="What happened" first>
            <Story items={payoutStory(payout, entries)} zone={zone} />
          </Section>
          <BankTrace trace={bankTraceInWords(payout, today)} />
          <PayoutFacts payout={payout} />
        </div>
      </div>
    </div>
  );
}

type Explanation = { readAt: Date; contents: PayoutContents } | { why: string; before: BalanceMovements };

/** What is booked for it, and what it is made of. */
async function readAround(ctx: Context, payout: PayoutDetail, request: PageRequest) {
  const sources = [payout.payoutId, ...payout.balanceTransactions.map((row) => row.balanceTransactionId)];
  const [entries, explained] = await Promise.all([
    listJournalEntriesOfSources(ctx, sources),
    explain(ctx, payout, request),
  ]);
  return { entries, explained };
}

/** Stripe's own list where it was read, else what the balance gathered since the payout before. */
async function explain(ctx: Context, payout: PayoutDetail, request: PageRequest): Promise<Explanation> {
  const { contentsReadAt: readAt, contentsCount, contentsNet } = payout;
  if (readAt !== null && contentsCount !== null && contentsNet !== null)
    return {
      readAt,
      contents: await readPayoutContents(ctx, { ...payout, contentsCount, contentsNet }, request),
    };
  const previous = await findPayoutBefore(ctx, payout);
  return { why: contentsUnknown(payout), before: await explainBalanceBefore(ctx, payout, previous) };
}

function Explained({
  payout: { payoutId, amount },
  explained,
  params,
  isPaged,
}: {
  payout: PayoutDetail;
  explained: Explanation;
  params: Readonly<Record<string, string>>;
  isPaged: boolean;
}) {
  if ('why' in explained) return <BalanceBefore amount={amount} {...explained} />;
  const path = `/payouts/${payoutId}` as Route; // the page's own path
  const { previousCursor, nextCursor } = explained.contents.lines;
  const hrefAt = (cursor: string | null) => (cursor === null ? null : listHref(path, params, { cursor }));
  return (
    <PayoutContentsSection
      amount={amount}
      {...explained}
      hrefs={{
        first: isPaged ? listHref(path, params, {}) : null,
        newer: hrefAt(previousCursor),
        older: hrefAt(nextCursor),
      }}
    />
  );
}

function HeadLine({ payout, today }: { payout: PayoutDetail; today: string }) {
  const destination = destinationText(payout.destinationInstitution, payout.destinationLast4);
  const facts = [
    destination === null ? null : `to ${destination}`,
    methodWord(payout.method).toLowerCase(),
    schedule(payout.isAutomatic).toLowerCase(),
    payout.lockStrength === null ? null : lockStrengthPhrase(payout.lockStrength),
  ].filter((fact) => fact !== null);
  return (
    <>
      <span className="head-line">
        <span className="big">
          <Amount value={payout.amount} run />
        </span>
        <PayoutStatus status={payout.status} />
        <span className="muted">{facts.join(' · ')}</span>
      </span>
      <span className="finality">
        <Finality payout={payout} finality={payoutFinality(payout, today)} />
      </span>
    </>
  );
}
