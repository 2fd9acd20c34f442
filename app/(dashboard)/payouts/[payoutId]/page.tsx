import type { Metadata } from 'next';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { lockStrengthWord } from '#components/connected-accounts/lock-words.ts';
import { Amount } from '#components/money/amount.tsx';
import { BalanceBefore } from '#components/payouts/balance-movements.tsx';
import { BalanceTransactionTable } from '#components/payouts/balance-transaction-table.tsx';
import { Finality } from '#components/payouts/finality.tsx';
import { PayoutBooks } from '#components/payouts/payout-books.tsx';
import { PayoutCallout } from '#components/payouts/payout-callout.tsx';
import { PayoutFacts } from '#components/payouts/payout-facts.tsx';
import { PayoutStatus } from '#components/payouts/payout-status.tsx';
import { payoutStory } from '#components/payouts/payout-story.ts';
import { destinationText, schedule, methodWord, ownerName } from '#components/payouts/payout-words.ts';
import { Story } from '#components/payouts/story.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import type { Context } from '#lib/context.ts';
import { explainBalanceBefore } from '#lib/ledger/balance-transaction-queries.ts';
import { listJournalEntriesOfSources } from '#lib/ledger/journal-entry-queries.ts';
import { findPayoutBefore, getPayout } from '#lib/payouts/detail-queries.ts';
import { failureInWords } from '#lib/payouts/failure-in-words.ts';
import { payoutFinality } from '#lib/payouts/payout-finality.ts';
import type { PayoutDetail } from '#lib/payouts/types.ts';

export const metadata: Metadata = { title: 'Payout' };

export default async function PayoutPage(props: PageProps<'/payouts/[payoutId]'>) {
  const ctx = await guardPage('payouts.read');
  const { payoutId } = await props.params;
  const [{ payout, entries, before }, { zone }] = await Promise.all([
    orNotFound(() => readPayout(ctx, payoutId)),
    readPreferences(),
  ]);
  const name = ownerName(payout.connectedAccountId, payout.connectedAccountName);
  const failure =
    payout.status === 'failed'
      ? failureInWords({ ...payout, hasReturned: payout.failureBalanceTransactionId !== null })
      : null;
  return (
    <div className="page">
      <PageHead
        crumbs={[{ href: '/payouts', label: 'Payouts' }]}
        title={<bdi>{name}</bdi>}
        lead={<HeadLine payout={payout} today={ctx.now.toISOString().slice(0, 10)} />}
      />
      <PayoutCallout payout={payout} failure={failure} />
      <div className="cols cols-main payout-cols">
        <div>
          <BalanceBefore amount={payout.amount} isAutomatic={payout.isAutomatic} before={before} />
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
        </div>
        <div>
          <Section id="story" title="What happened" first>
            <Story items={payoutStory(payout, entries)} zone={zone} />
          </Section>
          <PayoutFacts payout={payout} />
        </div>
      </div>
    </div>
  );
}

async function readPayout(ctx: Context, payoutId: string) {
  const payout = await getPayout(ctx, payoutId);
  const sources = [payoutId, ...payout.balanceTransactions.map((row) => row.balanceTransactionId)];
  const [entries, before] = await Promise.all([
    listJournalEntriesOfSources(ctx, sources),
    findPayoutBefore(ctx, payout).then((previous) => explainBalanceBefore(ctx, payout, previous)),
  ]);
  return { payout, entries, before };
}

function HeadLine({ payout, today }: { payout: PayoutDetail; today: string }) {
  const destination = destinationText(payout.destinationInstitution, payout.destinationLast4);
  const facts = [
    destination === null ? null : `to ${destination}`,
    methodWord(payout.method).toLowerCase(),
    schedule(payout.isAutomatic).toLowerCase(),
    payout.lockStrength === null
      ? null
      : `account lock now: ${lockStrengthWord(payout.lockStrength).toLowerCase()}`,
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
