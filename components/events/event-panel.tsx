import Link from 'next/link';
import type { StripeEventTrace } from '#lib/stripe-events/types.ts';
import type { PanelSteps } from '../data-table/panel-steps.ts';
import { SidePanel } from '../data-table/side-panel.tsx';
import { Badge } from '../ui/badge.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { ARRIVAL_WORDS, bookName, refreshInWords, standingInWords, STATE_WORDS } from './event-words.ts';

/** One event beside the list: what it told, what became of it, and what else its object did. */
export function EventPanel({ event, steps }: { event: StripeEventTrace; steps: PanelSteps }) {
  const { word, tone } = STATE_WORDS[event.state];
  return (
    <SidePanel what="event" label={`Event ${event.stripeEventId}`} steps={steps}>
      <h2 className="break">{event.type}</h2>
      <p>
        <Badge tone={tone} dot>
          {word}
        </Badge>
      </p>
      <p className="soft">{standingInWords(event)}</p>
      {event.lastError === null ? null : <p className="t-failed break">{event.lastError}</p>}
      <DefinitionList
        items={[
          ['Event', <CopyId key="id" id={event.stripeEventId} />],
          ['Object', event.objectId === null ? '–' : <CopyId key="object" id={event.objectId} />],
          ['Connected account', <AccountLink key="account" event={event} />],
          ['Created', <Time key="created" at={event.occurredAt} seconds year />],
          ['Arrived', <Time key="received" at={event.receivedAt} seconds />],
          ['Arrived by', ARRIVAL_WORDS[event.arrivedBy]],
          ['Attempts', String(event.attempts)],
        ]}
      />
      {event.refreshes === null ? null : (
        <>
          <h3>What it makes us read again</h3>
          <ul className="side-story">
            {event.refreshes.map((refresh) => (
              <li key={refreshInWords(refresh)}>{refreshInWords(refresh)}</li>
            ))}
          </ul>
        </>
      )}
      <SameObject event={event} />
      <p>
        <Link
          href={`/events/${event.stripeEventId}`}
          prefetch={false}
          className="btn btn-plain"
          data-panel-page=""
        >
          Open the whole trace
        </Link>
      </p>
    </SidePanel>
  );
}

function AccountLink({ event }: { event: StripeEventTrace }) {
  if (event.connectedAccountId === 'platform') return 'Platform';
  return (
    <Link href={`/connected-accounts/${event.connectedAccountId}`} prefetch={false}>
      <bdi>{bookName(event)}</bdi>
    </Link>
  );
}

function SameObject({ event }: { event: StripeEventTrace }) {
  if (event.sameObject.length === 0) return null;
  return (
    <>
      <h3>Other events of this object</h3>
      <ol className="side-story">
        {event.sameObject.map((other) => (
          <li key={other.stripeEventId}>
            <Link href={`/events/${other.stripeEventId}`} prefetch={false}>
              {other.type}
            </Link>
            <Time at={other.occurredAt} />
          </li>
        ))}
      </ol>
    </>
  );
}
