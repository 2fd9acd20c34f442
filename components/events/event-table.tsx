import Link from 'next/link';
import type { StripeEventRow } from '#lib/stripe-events/types.ts';
import { Badge } from '../ui/badge.tsx';
import { formatDuration } from '../ui/format-instant.ts';
import { Time } from '../ui/time.tsx';
import { ARRIVAL_WORDS, bookName, secondsBetween, STATE_WORDS } from './event-words.ts';

/** Events, newest first. @param caption says which, for screen readers */
export function EventTable({ rows, caption }: { rows: readonly StripeEventRow[]; caption: string }) {
  return (
    <div className="list" data-list="">
      <table className="data sticky cards event-list">
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">State</th>
            <th scope="col">Connected account</th>
            <th scope="col" className="c-wide">
              Object
            </th>
            <th scope="col">Created at Stripe</th>
            <th scope="col" className="c-wide">
              Arrived by
            </th>
            <th scope="col" className="n c-wide">
              Processed after
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <EventLine key={row.stripeEventId} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EventLine({ row }: { row: StripeEventRow }) {
  const { word, tone } = STATE_WORDS[row.state];
  // A replay years later says nothing about how long the event took.
  const processedAt = row.firstProcessedAt ?? row.processedAt;
  return (
    <tr>
      <th scope="row" className="c-name">
        <Link href={`/events/${row.stripeEventId}`} prefetch={false}>
          {row.type}
          <span className="vh"> {row.stripeEventId}</span>
        </Link>
      </th>
      <td className="c-status">
        <Badge tone={tone} dot>
          {word}
        </Badge>
      </td>
      <td className="c-book">
        <bdi className="cut event-owner" title={bookName(row)}>
          {bookName(row)}
        </bdi>
      </td>
      <td className="c-wide mono muted">{row.objectId ?? '–'}</td>
      <td className="c-when">
        <Time at={row.occurredAt} seconds />
      </td>
      <td className="c-wide">{ARRIVAL_WORDS[row.arrivedBy]}</td>
      <td className="n c-wide">
        {processedAt === null ? (
          <span className="muted">–</span>
        ) : (
          formatDuration(secondsBetween(row.occurredAt, processedAt))
        )}
      </td>
    </tr>
  );
}
