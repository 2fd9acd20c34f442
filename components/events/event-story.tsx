import type { ReactNode } from 'react';
import type { StripeEventTrace } from '#lib/stripe-events/types.ts';
import type { Tone } from '../ui/badge.tsx';
import { formatDuration } from '../ui/format-instant.ts';
import { Time } from '../ui/time.tsx';
import { ARRIVAL_WORDS, secondsBetween } from './event-words.ts';

type Step = { key: string; at: Date | null; tone?: Tone; title: string; detail: ReactNode };

/** What happened to the event, oldest first. */
export function EventStory({ trace }: { trace: StripeEventTrace }) {
  return (
    <ol className="tl">
      {steps(trace).map(({ key, at, tone, title, detail }) => (
        <li key={key}>
          <span />
          <span className={tone ? `pin ${tone}` : 'pin'} />
          <div>
            <p>{title}</p>
            <p className="sub">
              {at ? <Time at={at} seconds /> : null}
              {at && detail ? ' · ' : null}
              {detail}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function steps(trace: StripeEventTrace): Step[] {
  const arrival = formatDuration(secondsBetween(trace.occurredAt, trace.receivedAt));
  return [
    {
      key: 'created',
      at: trace.occurredAt,
      title: 'Stripe made it',
      detail: trace.apiVersion ?? 'no API version',
    },
    {
      key: 'stored',
      at: trace.receivedAt,
      tone: 'info',
      title: trace.arrivedBy === 'webhook' ? 'Stored, then acknowledged' : 'Found by a back-fill and stored',
      detail: `${ARRIVAL_WORDS[trace.arrivedBy]}, ${trace.endpointKind === 'connect' ? 'Connect' : 'account'} endpoint, ${arrival} after Stripe made it`,
    },
    ...trace.replays.flatMap(replay),
    ...outcome(trace),
  ];
}

const ENDINGS: Readonly<Record<string, Pick<Step, 'title' | 'tone'>>> = {
  processed: { title: 'Processed', tone: 'paid' },
  ignored: { title: 'Ignored' },
  failed: { title: 'Given up', tone: 'failed' },
};

/** How it had ended until then, and who let it begin anew. */
function replay({ at, by, previous }: StripeEventTrace['replays'][number], index: number): Step[] {
  const ending = ENDINGS[previous.state];
  return [
    ...(ending ? [{ key: `until ${String(index)}`, at: previous.at, detail: null, ...ending }] : []),
    { key: `replay ${String(index)}`, at, tone: 'info', title: `Replayed by ${by}`, detail: null },
  ];
}

function outcome(trace: StripeEventTrace): Step[] {
  switch (trace.state) {
    case 'processed':
      return [
        {
          key: 'processed',
          at: trace.processedAt,
          tone: 'paid',
          title: 'Processed',
          detail: attempts(trace.attempts),
        },
      ];
    case 'ignored':
      return trace.setAside === null
        ? [{ key: 'ignored', at: trace.processedAt, title: 'Ignored', detail: 'Nothing acts on this type' }]
        : [
            {
              key: 'set aside',
              at: trace.setAside.at,
              title: `Set aside by ${trace.setAside.by}`,
              detail: trace.setAside.reason,
            },
          ];
    case 'failed':
      return [
        {
          key: 'failed',
          at: trace.processedAt,
          tone: 'failed',
          title: 'Given up',
          detail: attempts(trace.attempts),
        },
      ];
    case 'received':
      return [
        {
          key: 'next',
          at: trace.nextAttemptAt,
          tone: 'held',
          title: trace.attempts === 0 ? 'Waits for a worker' : 'Next attempt',
          detail: attempts(trace.attempts),
        },
      ];
  }
}

function attempts(count: number): string {
  if (count === 0) return 'Not tried yet';
  return count === 1 ? 'At the first attempt' : `After ${String(count)} attempts`;
}
