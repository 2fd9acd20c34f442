import type { Metadata, Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import {
  CURSOR_REFUSED,
  presentParams,
  readOneOf,
  readParam,
  type RawSearchParams,
} from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { readPreferences } from '#app/_edge/preferences.ts';
import { AccountFacts } from '#components/connected-accounts/account-facts.tsx';
import { AccountHead } from '#components/connected-accounts/account-head.tsx';
import { BalanceTable } from '#components/connected-accounts/balance-table.tsx';
import { DisputeTable } from '#components/connected-accounts/dispute-table.tsx';
import { ExternalAccounts } from '#components/connected-accounts/external-accounts.tsx';
import { LockStrength } from '#components/connected-accounts/lock-callout.tsx';
import { Notes } from '#components/connected-accounts/notes.tsx';
import { RecentPayouts } from '#components/connected-accounts/recent-payouts.tsx';
import { RequirementList } from '#components/connected-accounts/requirement-list.tsx';
import { Timeline } from '#components/connected-accounts/timeline.tsx';
import { OutgrownLinksNotice, OutgrownSessionsNotice } from '#components/onboarding/outgrown-sessions.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { Notices } from '#components/data-table/notices.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { getConnectedAccount } from '#lib/connected-accounts/detail-queries.ts';
import { listDisputes } from '#lib/connected-accounts/dispute-queries.ts';
import { listNotes } from '#lib/connected-accounts/note-queries.ts';
import { readTimeline } from '#lib/connected-accounts/timeline-queries.ts';
import {
  TIMELINE_KINDS,
  type ConnectedAccountDetail,
  type TimelineKind,
} from '#lib/connected-accounts/types.ts';
import type { Context } from '#lib/context.ts';
import { listJournalEntriesOfSources } from '#lib/ledger/journal-entry-queries.ts';
import { readBook } from '#lib/ledger/queries.ts';
import { listOutgrownLinks } from '#lib/onboarding/handed-out-links.ts';
import { listOutgrownSessions } from '#lib/onboarding/queries.ts';
import { readPageRequest, type PageRequest } from '#lib/paging.ts';
import { readPayoutCadence } from '#lib/payouts/cadences/queries.ts';
import { listPayouts } from '#lib/payouts/queries.ts';
import { AccountHolds } from '../../_holds/holds-section.tsx';
import { AccountFlags } from './flags.tsx';
import { addNoteAction, editNoteAction } from './actions.ts';
import { AccountInformation } from './information.tsx';
import { AccountRequests } from './open-requests.tsx';
import { AccountOwners } from './owners.tsx';
import { Cadence, PayableMoney } from './payout-control.tsx';
import { AccountRejection } from './rejection.tsx';
import { AccountSegment } from './segment.tsx';

export const metadata: Metadata = { title: 'Connected account' };

/** Enough to see what goes on; the links beside them lead to all. */
const RECENT_MAX = 8;
const DISPUTES_MAX = 10;
const TIMELINE_SIZE = '25';

const CRUMBS = [{ href: '/connected-accounts', label: 'Connected accounts' }] as const;

export default async function ConnectedAccountPage(
  props: PageProps<'/connected-accounts/[connectedAccountId]'>,
) {
  const ctx = await guardPage('connected_accounts.read');
  const [{ connectedAccountId }, raw] = await Promise.all([props.params, props.searchParams]);
  const account = orNotFound(() => getConnectedAccount(ctx, connectedAccountId));
  return (
    <Patiently
      subject={account}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Connected account"
          label="Reading the connected account"
          main={[
            ['Holds', 4],
            ['What Stripe asks for', 2],
            ['Balances', 5],
            ['What can be paid out', 4],
            ['Recent payouts', 8],
          ]}
          side={[
            [null, 5],
            [null, 4],
            ['Who signs in for it', 1],
            ['Asked of its owner', 2],
            ['Where payouts go', 3],
          ]}
        />
      }
    >
      {drawAccount(ctx, account, connectedAccountId, raw)}
    </Patiently>
  );
}

async function drawAccount(
  ctx: Context,
  reading: Promise<ConnectedAccountDetail>,
  connectedAccountId: string,
  raw: RawSearchParams,
): Promise<ReactNode> {
  const notices: string[] = [];
  const happened = readOneOf(raw, 'happened', TIMELINE_KINDS, notices);
  const request = readPageRequest(
    { list: 'timeline', filter: { connectedAccountId, happened } },
    { cursor: readParam(raw, 'cursor'), size: TIMELINE_SIZE },
  );
  if (request.isCursorRefused) notices.push(CURSOR_REFUSED);
  const [account, read, { zone }, sessions, links, cadence] = await Promise.all([
    reading,
    readAround(ctx, connectedAccountId, happened ?? null, request),
    readPreferences(),
    listOutgrownSessions(ctx, connectedAccountId),
    listOutgrownLinks(ctx, connectedAccountId),
    readPayoutCadence(ctx, connectedAccountId),
  ]);
  const parts = await drawParts(ctx, account, cadence.enrolledAt !== null);
  const { notes, timeline } = read;
  const path = `/connected-accounts/${connectedAccountId}` as Route; // the page's own path
  const mayWrite = permissionsOf(ctx.actor).includes('notes.write');
  return (
    <div className="page">
      <PageHead
        crumbs={CRUMBS}
        title={<bdi>{account.displayName}</bdi>}
        lead={<AccountHead account={account} />}
      />
      <Notices texts={notices} />
      <Disconnected since={account.deauthorizedAt} />
      <div className="cols cols-main payout-cols">
        <div>
          <OutgrownSessionsNotice sessions={sessions} />
          <OutgrownLinksNotice links={links} />
          {parts.flags}
          {parts.holds}
          <Section id="requirements" title="What Stripe asks for">
            <RequirementList requirements={account.requirements} />
          </Section>
          <Balances account={account} books={read.books} ledgerReadAt={ctx.now} />
          {parts.payable}
          {parts.requests}
          <MoneyThatMoved path={path} connectedAccountId={connectedAccountId} read={read} />
        </div>
        <div>
          <LockStrength account={account} />
          {parts.segment}
          <Cadence ctx={ctx} connectedAccountId={connectedAccountId} cadence={cadence} />
          {parts.owners}
          {parts.information}
          {parts.rejection}
          <AboutAccount account={account} notes={notes} mayWrite={mayWrite} />
        </div>
      </div>
      <Section
        id="timeline"
        title="What happened"
        aside={
          <Link href={listHref('/events', { account: connectedAccountId }, {})} prefetch={false}>
            All events
          </Link>
        }
      >
        <Timeline
          path={path}
          params={presentParams({ happened })}
          items={timeline.rows}
          cursors={{ previous: timeline.previousCursor, next: timeline.nextCursor }}
          zone={zone}
        />
      </Section>
    </div>
  );
}

/** Each reads for itself; here all at once, so that none of them comes later than the page around it. */
async function drawParts(
  ctx: Context,
  { connectedAccountId, balances, lockStrength, deauthorizedAt }: ConnectedAccountDetail,
  isEnrolled: boolean,
) {
  const of = { ctx, connectedAccountId };
  const [flags, holds, payable, requests, segment, owners, information, rejection] = await Promise.all([
    AccountFlags(of),
    AccountHolds({
      ...of,
      currencies: balances.map(({ available }) => available.currency),
      lockStrength,
    }),
    PayableMoney({ ...of, isEnrolled }),
    isEnrolled ? AccountRequests(of) : null,
    AccountSegment(of),
    AccountOwners({ ...of, isDisconnected: deauthorizedAt !== null }),
    AccountInformation({ ...of, isDisconnected: deauthorizedAt !== null }),
    AccountRejection(of),
  ]);
  return { flags, holds, payable, requests, segment, owners, information, rejection };
}

/** Where its payouts go, what colleagues noted, and what it is. */
function AboutAccount({
  account,
  notes,
  mayWrite,
}: Pick<Read, 'notes'> & { account: ConnectedAccountDetail; mayWrite: boolean }) {
  return (
    <>
      <Section id="destinations" title="Where payouts go">
        <ExternalAccounts accounts={account.externalAccounts} changes={account.externalAccountChanges} />
      </Section>
      <Section id="notes" title="Notes" lead="For colleagues. The account’s owner never sees them.">
        <Notes
          connectedAccountId={account.connectedAccountId}
          notes={notes}
          actions={mayWrite ? { add: addNoteAction, edit: editNoteAction } : null}
        />
      </Section>
      <AccountFacts account={account} />
    </>
  );
}

function Disconnected({ since }: { since: Date | null }) {
  if (since === null) return null;
  return (
    <Callout tone="failed" title="It has disconnected the platform">
      <p>
        Since <Time at={since} />. Sluice sees nothing newer and can stop nothing here. Next: ask the
        account’s owner to connect again.
      </p>
    </Callout>
  );
}

/** What belongs to an account beside itself. */
async function readAround(
  ctx: Context,
  connectedAccountId: string,
  happened: TimelineKind | null,
  timelinePage: PageRequest,
) {
  const filter = { connectedAccountId };
  const request = readPageRequest({ list: 'recent', filter }, {});
  const [books, payouts, disputes, notes, timeline] = await Promise.all([
    readBook(ctx, connectedAccountId),
    listPayouts(ctx, filter, 'newest', { ...request, size: RECENT_MAX }),
    listDisputes(ctx, connectedAccountId, DISPUTES_MAX),
    listNotes(ctx, connectedAccountId),
    readTimeline(ctx, connectedAccountId, happened, timelinePage),
  ]);
  const moved = disputes.flatMap(({ balanceTransactionIds }) => balanceTransactionIds);
  const entries = await listJournalEntriesOfSources(ctx, moved);
  return { books, payouts: payouts.rows, disputes, entries, notes, timeline };
}

type Read = Awaited<ReturnType<typeof readAround>>;

function Balances({
  account,
  books,
  ledgerReadAt,
}: Pick<Read, 'books'> & { account: ConnectedAccountDetail; ledgerReadAt: Date }) {
  const { balances, connectedAccountId } = account;
  return (
    <Section id="balances" title="Balances" aside={<BookLink connectedAccountId={connectedAccountId} />}>
      <BalanceTable balances={balances} books={books} ledgerReadAt={ledgerReadAt} />
    </Section>
  );
}

/** What left, and what customers' banks take back. */
function MoneyThatMoved({
  path,
  connectedAccountId,
  read: { payouts, disputes, entries },
}: {
  path: Route;
  connectedAccountId: string;
  read: Read;
}) {
  return (
    <>
      <Section
        id="payouts"
        title="Recent payouts"
        aside={
          <Link href={listHref('/payouts/stripe', { account: connectedAccountId }, {})} prefetch={false}>
            All payouts
          </Link>
        }
      >
        <RecentPayouts rows={payouts} />
      </Section>
      <Section id="disputes" title="Disputes" aside={<DisputesLink path={path} count={disputes.length} />}>
        <DisputeTable disputes={disputes} entries={entries} />
      </Section>
    </>
  );
}

function DisputesLink({ path, count }: { path: Route; count: number }) {
  if (count < DISPUTES_MAX) return null;
  return (
    <Link href={`${listHref(path, {}, { happened: 'disputes' })}#timeline` as Route} prefetch={false}>
      The newest {count}; all of them
    </Link>
  );
}

function BookLink({ connectedAccountId }: { connectedAccountId: string }) {
  return (
    <Link href={listHref('/ledger', { book: connectedAccountId }, {})} prefetch={false}>
      Its book
    </Link>
  );
}
