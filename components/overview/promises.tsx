import Link from 'next/link';
import type { InvariantStanding, InvariantState } from '#lib/ledger/types.ts';
import { Sign } from '../ui/icons.tsx';
import { invariantTitle, STANDINGS, standingInWords } from './invariant-words.ts';

/** The mark in front of a promise, with its word for screen readers. */
function StandingMark({ standing }: { standing: InvariantStanding }) {
  const { tone, icon, word } = STANDINGS[standing];
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
      {states.map((state) => (
        <li key={state.name}>
          <StandingMark standing={state.standing} />
          <Link href={`/ledger/invariants#${state.name}`} prefetch={false} className="plain-link">
            {invariantTitle(state.name)}
          </Link>
          <span className={state.standing === 'broken' ? 'small t-failed' : 'small muted'}>
            {standingInWords(state)}
          </span>
        </li>
      ))}
    </ul>
  );
}
