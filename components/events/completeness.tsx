import type { CompletenessDay, EventGapRow } from '#lib/stripe-events/types.ts';
import { Badge } from '../ui/badge.tsx';
import { formatDay, formatDuration } from '../ui/format-instant.ts';
import { Time } from '../ui/time.tsx';

const OBJECTS: Readonly<Record<string, string>> = {
  event: 'Events',
  balance_transaction: 'Balance transactions',
  payout: 'Payouts',
};

const grouped = new Intl.NumberFormat('en-GB');

/** What Stripe listed and what we hold, per UTC day. */
export function CompletenessTable({ days }: { days: readonly CompletenessDay[] }) {
  if (days.length === 0)
    return <p className="soft">Nothing was counted yet. The next back-fill counts each day.</p>;
  return (
    <div className="scroll-x completeness" tabIndex={0} role="region" aria-label="Completeness per day">
      <table className="data plain-rows sticky">
        <caption className="vh">Completeness per day, in UTC</caption>
        <thead>
          <tr>
            <th scope="col">Day, UTC</th>
            <th scope="col">Objects</th>
            <th scope="col" className="n">
              Listed
            </th>
            <th scope="col" className="n">
              Held
            </th>
            <th scope="col" className="n">
              Missing
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <CompletenessLine key={`${day.day} ${day.object}`} day={day} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CompletenessLine({ day }: { day: CompletenessDay }) {
  const missing = day.listed - day.stored;
  return (
    <tr>
      <th scope="row" className="nowrap">
        {formatDay(new Date(`${day.day}T00:00:00Z`), 'UTC')}
      </th>
      <td className="nowrap">{OBJECTS[day.object] ?? day.object}</td>
      <td className="n">{grouped.format(day.listed)}</td>
      <td className="n">{grouped.format(day.stored)}</td>
      <td className={missing > 0 ? 'n t-failed' : 'n muted'}>
        {grouped.format(missing)}
        {day.incompleteAccounts > 0 ? (
          <span className="sub">
            at {day.incompleteAccounts} {day.incompleteAccounts === 1 ? 'account' : 'accounts'}
          </span>
        ) : null}
      </td>
    </tr>
  );
}

/** Stretches of time in which Stripe had events and no webhook came. */
export function EventGaps({ gaps }: { gaps: readonly EventGapRow[] }) {
  if (gaps.length === 0) return <p className="soft">None. Every event that Stripe lists came by webhook.</p>;
  return (
    <ul className="runs">
      {gaps.map((gap) => (
        <li key={gap.eventGapId.toString()}>
          <div className="run-head">
            {gap.filledAt ? <Badge tone="paid">Filled</Badge> : <Badge tone="held">Open</Badge>}
            <span>
              <Time at={gap.startsAt} />,{' '}
              {formatDuration((gap.endsAt.getTime() - gap.startsAt.getTime()) / 1000)}
            </span>
          </div>
          <p className="small muted">
            {grouped.format(gap.eventsMissed)} {gap.eventsMissed === 1 ? 'event' : 'events'} missed at the{' '}
            {gap.endpointKind === 'connect' ? 'Connect' : 'account'} endpoint
            {gap.filledAt ? (
              <>
                , brought in by <Time at={gap.filledAt} />
              </>
            ) : (
              ', not brought in yet'
            )}
            .
          </p>
        </li>
      ))}
    </ul>
  );
}
