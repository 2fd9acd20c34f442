import { Badge, type Tone } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

/**
 * What a cell says that can change while somebody looks at it. Plain data, so that the server draws it first and the
 * browser draws it again from the same words.
 */
export type CellState = {
  readonly word: string;
  /** Set off from the text around it; `dot` for a state of something. */
  readonly badge?: 'plain' | 'dot';
  readonly tone?: Tone;
  readonly isMuted?: boolean;
  /** Why, in small letters behind it. */
  readonly why?: string;
  /** A day until which, as an ISO instant. */
  readonly by?: string;
  /** The same of a day when it ends. */
  readonly until?: string;
  /** An instant that it waits for, as ISO. */
  readonly waitsUntil?: string;
  /** Of a number, what it is made of: beside it, for whoever hears it, and in whole on hover. */
  readonly madeOf?: { readonly sum: string; readonly heard: string; readonly whole: string };
};

export function DrawnState({ state }: { state: CellState }) {
  const { word, badge, tone, isMuted, why, by, until, waitsUntil, madeOf } = state;
  if (madeOf !== undefined) return <Sum word={word} madeOf={madeOf} />;
  return (
    <>
      {badge === undefined ? (
        <span className={isMuted ? 'muted nowrap' : 'nowrap'}>{word}</span>
      ) : (
        <Badge tone={tone} dot={badge === 'dot'}>
          {word}
        </Badge>
      )}
      {why === undefined ? null : (
        <span className="why small muted cut" title={why}>
          {why}
        </span>
      )}
      {by === undefined ? null : (
        <span className="small muted why">
          by <Time at={by} show="day" />
        </span>
      )}
      {until === undefined ? null : (
        <span className="small muted why">
          until <Time at={until} show="day" />
        </span>
      )}
      {waitsUntil === undefined ? null : (
        <span className="small muted why waits">
          waits until <Time at={waitsUntil} />
        </span>
      )}
    </>
  );
}

function Sum({ word, madeOf }: { word: string; madeOf: NonNullable<CellState['madeOf']> }) {
  return (
    <span title={madeOf.whole}>
      {word}{' '}
      <span className="small muted priority-sum" aria-hidden="true">
        {madeOf.sum}
      </span>
      <span className="small muted priority-words">{madeOf.heard}</span>
    </span>
  );
}
