import { Suspense, type ReactNode } from 'react';
import type { Metadata, Route } from 'next';
import Link from 'next/link';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { EventObject } from '#components/events/event-object.tsx';
import { EventStory } from '#components/events/event-story.tsx';
import { EventTable } from '#components/events/event-table.tsx';
import {
  bookingsInWords,
  bookName,
  refreshInWords,
  standingInWords,
  STATE_WORDS,
} from '#components/events/event-words.ts';
import { ReplayDifference } from '#components/events/replay-preview.tsx';
import { SetAside } from '#components/events/set-aside.tsx';
import { EntryList } from '#components/ledger/entry-list.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { CopyId } from '#components/ui/copy-id.tsx';
import { DefinitionList } from '#components/ui/definition-list.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listJournalEntriesOfSources } from '#lib/ledger/journal-entry-queries.ts';
import { previewReplay } from '#lib/stripe-events/fetch-replay-preview.ts';
import { getStripeEventTrace } from '#lib/stripe-events/trace-queries.ts';
import type { StripeEventTrace } from '#lib/stripe-events/types.ts';
import { replayAsPreviewedAction, setAsideStripeEventAction } from './actions.ts';

export async function generateMetadata(props: PageProps<'/events/[eventId]'>): Promise<Metadata> {
  return { title: `Event ${(await props.params).eventId}` };
}

const CRUMBS = [{ href: '/events', label: 'Events' }] as const;

export default async function EventPage(props: PageProps<'/events/[eventId]'>) {
  const ctx = await guardPage('events.read');
  const [{ eventId }, raw] = await Promise.all([props.params, props.searchParams]);
  const trace = orNotFound(() => getStripeEventTrace(ctx, eventId));
  return (
    <Patiently
      subject={trace}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Event"
          label="Reading the event"
          main={[
            ['The event', 5],
            ['What it changed', 6],
          ]}
          side={[['What happened', 8]]}
        />
      }
    >
      {drawEvent(ctx, trace, raw)}
    </Patiently>
  );
}

async function drawEvent(
  ctx: Context,
  reading: Promise<StripeEventTrace>,
  raw: RawSearchParams,
): Promise<ReactNode> {
  const trace = await reading;
  const bookings = await Bookings({ ctx, trace });
  const may = permissionsOf(ctx.actor);
  const mayReplay = may.includes('events.replay');
  // The preview belongs to the event as it was when it was asked for; once it moved on, there is nothing to look at.
  const isReplayAsked = mayReplay && readParam(raw, 'replay') === seenAs(trace) && !isReplayWaiting(trace);
  const { word, tone } = STATE_WORDS[trace.state];
  return (
    <div className="page">
      <PageHead
        crumbs={CRUMBS}
        title={trace.type}
        actions={
          mayReplay ? (
            isReplayAsked ? null : (
              <LinkButton href={replayHref(trace)}>Replay…</LinkButton>
            )
          ) : (
            <span className="small muted">Finance operators and administrators may replay it.</span>
          )
        }
        lead={
          <span className="head-line">
            <Badge tone={tone} dot>
              {word}
            </Badge>
            <span>{standingInWords(trace)}</span>
          </span>
        }
      />
      {trace.lastError === null ? null : (
        <Callout
          tone={trace.state === 'failed' ? 'failed' : 'held'}
          title="What went wrong at the last attempt"
        >
          <p className="mono">{trace.lastError}</p>
          {trace.state === 'failed' && may.includes('events.set_aside') ? (
            <SetAside trace={trace} action={setAsideStripeEventAction} />
          ) : null}
        </Callout>
      )}
      {trace.state === 'received' && !isReplayAsked ? <KeepFresh everyMs={freshEvery(ctx, trace)} /> : null}
      {isReplayAsked ? <Replay ctx={ctx} stripeEventId={trace.stripeEventId} /> : null}
      <div className="cols cols-main trace">
        <div>
          <Facts trace={trace} />
          <Section
            id="caused"
            title="What it changed"
            lead="Nothing of the snapshot is booked: the object is read again as it is now."
          >
            <Refreshes trace={trace} />
            {bookings}
          </Section>
        </div>
        <section aria-labelledby="story">
          <h2 id="story" className="sec-h">
            What happened
          </h2>
          <EventStory trace={trace} />
        </section>
      </div>
      <Section id="others" title="Other events of the same object">
        {trace.sameObject.length === 0 ? (
          <p className="soft">None.</p>
        ) : (
          <EventTable rows={trace.sameObject} caption="Other events of the same object, newest first" />
        )}
      </Section>
      <RawEvent trace={trace} />
    </div>
  );
}

function Replay({ ctx, stripeEventId }: { ctx: Context; stripeEventId: string }) {
  return (
    <Section
      id="replay"
      title="What replaying would change"
      lead="Read from Stripe just now and compared with what is here. Nothing has changed yet."
    >
      <Suspense
        fallback={<SkeletonTable label="Asking Stripe" columns={['What', 'Here', 'At Stripe']} rows={3} />}
      >
        <ReplayAsRead ctx={ctx} stripeEventId={stripeEventId} />
      </Suspense>
    </Section>
  );
}

async function ReplayAsRead({ ctx, stripeEventId }: { ctx: Context; stripeEventId: string }) {
  const preview = await previewReplay(ctx, stripeEventId);
  return <ReplayDifference preview={preview} action={replayAsPreviewedAction} />;
}

function replayHref(trace: StripeEventTrace): Route {
  return `/events/${trace.stripeEventId}?replay=${seenAs(trace)}#replay` as Route; // a known page, a query and a fragment
}

/** Changes whenever a worker takes the event up. */
function seenAs({ attempts }: StripeEventTrace): string {
  return String(attempts);
}

/** A person replayed it and no worker has ended with it yet. */
function isReplayWaiting({ state, replays, lastError }: StripeEventTrace): boolean {
  return state === 'received' && replays.length > 0 && lastError === null;
}

/** An event that waits long for its next attempt is looked at less often. */
function freshEvery({ now }: Context, { nextAttemptAt }: StripeEventTrace): number {
  return nextAttemptAt.getTime() - now.getTime() < 60_000 ? 1_500 : 15_000;
}

function Facts({ trace }: { trace: StripeEventTrace }) {
  return (
    <Section id="facts" title="The event" first>
      <DefinitionList
        items={[
          ['Event', <CopyId key="id" id={trace.stripeEventId} what="event id" />],
          ['Object', <EventObject key="object" trace={trace} />],
          [
            'Connected account',
            trace.connectedAccountId === 'platform' ? (
              'Platform'
            ) : (
              <Link key="account" href={`/connected-accounts/${trace.connectedAccountId}`} prefetch={false}>
                <bdi>{bookName(trace)}</bdi>
              </Link>
            ),
          ],
          ['Mode', trace.livemode ? 'Live' : 'Sandbox'],
          ['API version', trace.apiVersion],
        ]}
      />
    </Section>
  );
}

function Refreshes({ trace }: { trace: StripeEventTrace }) {
  if (trace.refreshes === null)
    return <p className="soft">Nothing: no handler is registered for this type.</p>;
  if (trace.refreshes.length === 0) return <p className="soft">Nothing was read again.</p>;
  return (
    <ul className="ticks">
      {trace.refreshes.map((refresh) => (
        <li key={refreshInWords(refresh)}>{refreshInWords(refresh)}</li>
      ))}
    </ul>
  );
}

async function Bookings({ ctx, trace }: { ctx: Context; trace: StripeEventTrace }) {
  const sources = trace.balanceTransactions.map(({ balanceTransactionId }) => balanceTransactionId);
  const entries = await listJournalEntriesOfSources(ctx, sources);
  const waiting = trace.balanceTransactions.filter(({ postedAt }) => postedAt === null).length;
  if (entries.length === 0 && waiting === 0) {
    return <p className="soft">{bookingsInWords(trace.balanceTransactions)}</p>;
  }
  return (
    <>
      <h3 className="gap">In the books</h3>
      <EntryList entries={entries} />
      {waiting > 0 ? (
        <p className="small t-held">{waiting} balance transactions wait for their booking.</p>
      ) : null}
    </>
  );
}

function RawEvent({ trace }: { trace: StripeEventTrace }) {
  return (
    <Section
      id="raw"
      title="As Stripe sent it"
      aside={
        trace.wasSigned
          ? 'signature verified on these bytes before they were stored'
          : 'listed by Stripe, no signature'
      }
    >
      {trace.body === null ? (
        <p className="t-failed">
          {trace.isBodyStored
            ? 'The stored bytes are no JSON, so they are not shown.'
            : 'The stored bytes are missing.'}
        </p>
      ) : (
        <>
          <p className="small muted">
            Bank and card numbers, personal ids, addresses and contacts are left out here. The stored bytes
            hold them.
          </p>
          <pre className="call" tabIndex={0} aria-label="Raw event">
            {trace.body}
          </pre>
        </>
      )}
    </Section>
  );
}
