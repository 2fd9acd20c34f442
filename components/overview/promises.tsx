import Link from 'next/link';
import type { InvariantState } from '#lib/ledger/types.ts';
import { Sign, type IconName } from '../ui/icons.tsx';
import type { Tone } from '../ui/badge.tsx';
import { invariantStanding, invariantTitle } from './invariant-words.ts';

type Outcome = 'held' | 'broken' | 'unknown' | 'never';

const MARKS: Record<Outcome, { tone: Tone; icon: IconName; word: string }> = {
  held: { tone: 'paid', icon: 'check', word: 'Holds' },
  broken: { tone: 'failed', icon: 'cross', word: 'Broken' },
  unknown: { tone: 'held', icon: 'bang', word: 'Unknown' },
  never: { tone: 'held', icon: 'bang', word: 'Not checked' },
};

/** The mark in front of a promise, with its word for screen readers. */
function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { tone, icon, word } = MARKS[outcome];
  return (
    <span className={`inv-m ${tone}`}>
      <Sign name={icon} size={11} />
      <span className="vh">{word}: </span>
    </span>
  );
}

/** Each promise with how it stood when last looked at; a broken one leads to what was found. */
export function Promises({ states }: { states: readonly InvariantState[] }) {
  return (
    <ul className="inv">
      {states.map(({ name, run }) => (
        <li key={name}>
          <OutcomeMark outcome={run?.outcome ?? 'never'} />
          <Link href={`/ledger/invariants#${name}`} prefetch={false} className="plain-link">
            {invariantTitle(name)}
          </Link>
          <span className={run?.outcome === 'broken' ? 'small t-failed' : 'small muted'}>
            {invariantStanding(run)}
          </span>
        </li>
      ))}
    </ul>
  );
}
