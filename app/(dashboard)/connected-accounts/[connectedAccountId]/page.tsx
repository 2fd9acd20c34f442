import type { Metadata } from 'next';
import Link from 'next/link';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { AccountFacts } from '#components/connected-accounts/account-facts.tsx';
import { requirementState } from '#components/connected-accounts/account-words.ts';
import { BalanceTable } from '#components/connected-accounts/balance-table.tsx';
import { ExternalAccounts } from '#components/connected-accounts/external-accounts.tsx';
import { LockBadge } from '#components/connected-accounts/lock-badge.tsx';
import { LockStrength } from '#components/connected-accounts/lock-callout.tsx';
import { RecentEvents } from '#components/connected-accounts/recent-events.tsx';
import { RecentPayouts } from '#components/connected-accounts/recent-payouts.tsx';
import { RequirementList } from '#components/connected-accounts/requirement-list.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { getConnectedAccount } from '#lib/connected-accounts/detail-queries.ts';
import type { ConnectedAccountDetail } from '#lib/connected-accounts/types.ts';
import type { Context } from '#lib/context.ts';
import { readBook } from '#lib/ledger/queries.ts';
import { readPageRequest } from '#lib/paging.ts';
import { listPayouts } from '#lib/payouts/queries.ts';
import { listStripeEvents } from '#lib/stripe-events/queries.ts';

export const metadata: Metadata = { title: 'Connected account' };

/** Enough to see what goes on; the links beside them lead to all. */
const RECENT_MAX = 8;

export default async function ConnectedAccountPage(
  props: PageProps<'/connected-accounts/[connectedAccountId]'>,
) {
  const ctx = await guardPage('connected_accounts.read');
  const { connectedAccountId } = await props.params;
  const { account, books, payouts, events } = await orNotFound(() => readAccount(ctx, connectedAccountId));
  return (
    <div className="page">
      <PageHead
        crumbs={[{ href: '/connected-accounts', label: 'Connected accounts' }]}
        title={<bdi>{account.displayName}</bdi>}
        lead={<HeadLine account={account} />}
      />
      {account.deauthorizedAt === null ? null : (
        <Callout tone="failed" title="It has disconnected the platform">
          <p>
            Since <Time at={account.deauthorizedAt} />. Sluice sees nothing newer and can stop nothing here.
            Next: ask the account’s owner to connect again.
          </p>
        </Callout>
      )}
      <div className="cols cols-main payout-cols">
        <div>
          <LockStrength account={account} />
          <Section
            id="balances"
            title="Balances"
            aside={<BookLink connectedAccountId={connectedAccountId} />}
          >
            <BalanceTable balances={account.balances} books={books} ledgerReadAt={ctx.now} />
          </Section>
          <Section
            id="payouts"
            title="Recent payouts"
            aside={
              <Link href={listHref('/payouts', { account: connectedAccountId }, {})} prefetch={false}>
                All payouts
              </Link>
            }
          >
            <RecentPayouts rows={payouts} />
          </Section>
          <Section id="destinations" title="Where payouts go">
            <ExternalAccounts accounts={account.externalAccounts} changes={account.externalAccountChanges} />
          </Section>
        </div>
        <div>
          <Section id="requirements" title="What Stripe asks for">
            <RequirementList requirements={account.requirements} />
          </Section>
          <AccountFacts account={account} />
          <Section
            id="events"
            title="Recent events"
            aside={
              <Link href={listHref('/events', { account: connectedAccountId }, {})} prefetch={false}>
                All events
              </Link>
            }
          >
            <RecentEvents rows={events} />
          </Section>
        </div>
      </div>
    </div>
  );
}

async function readAccount(ctx: Context, connectedAccountId: string) {
  const filter = { connectedAccountId };
  const request = readPageRequest({ list: 'recent', filter }, {});
  const [account, books, payouts, events] = await Promise.all([
    getConnectedAccount(ctx, connectedAccountId),
    readBook(ctx, connectedAccountId),
    listPayouts(ctx, filter, 'newest', { ...request, size: RECENT_MAX }),
    listStripeEvents(ctx, filter, { ...request, size: RECENT_MAX }),
  ]);
  return { account, books, payouts: payouts.rows, events: events.rows };
}

function HeadLine({ account }: { account: ConnectedAccountDetail }) {
  const state = requirementState(account.requirementState);
  return (
    <span className="head-line">
      <LockBadge lockStrength={account.lockStrength} />
      {state.tone === undefined ? null : <Badge tone={state.tone}>{state.word}</Badge>}
      {account.payoutsEnabled ? null : <Badge tone="failed">Payouts off</Badge>}
      <span className="mono muted">{account.connectedAccountId}</span>
    </span>
  );
}

function BookLink({ connectedAccountId }: { connectedAccountId: string }) {
  return (
    <Link href={listHref('/ledger', { book: connectedAccountId }, {})} prefetch={false}>
      Its book
    </Link>
  );
}
