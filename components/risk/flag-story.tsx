import type { RiskFlagEvent } from '#lib/risk/types.ts';
import { Time } from '../ui/time.tsx';
import { actionState, endingWord, signed, verdictWord } from './risk-words.ts';

/** What was decided and said about a flag, newest first. */
export function FlagStory({ events, openedAt }: { events: readonly RiskFlagEvent[]; openedAt: Date }) {
  return (
    <ol className="side-story">
      {events.map((event) => (
        <li key={`${event.kind} ${event.at.toISOString()}`}>
          <span>
            <Words event={event} />
          </span>
          <Time at={event.at} />
        </li>
      ))}
      <li>
        <span>First seen</span>
        <Time at={openedAt} />
      </li>
    </ol>
  );
}

function Words({ event }: { event: RiskFlagEvent }) {
  switch (event.kind) {
    case 'decision':
      return (
        <>
          Assessed: {actionState(event.action).word.toLowerCase()}, score {signed(event.score)}
        </>
      );
    case 'verdict':
      return (
        <>
          <b>{verdictWord(event.verdict)}</b>, says <bdi>{event.by}</bdi>: <bdi>{event.reason}</bdi>
        </>
      );
    case 'closed':
      return <>Closed: {endingWord(event.because)}</>;
  }
}
