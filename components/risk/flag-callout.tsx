import type { Route } from 'next';
import Link from 'next/link';
import type { RiskFlagRow } from '#lib/risk/types.ts';
import { Amount } from '../money/amount.tsx';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { actionState, causeMeaning, causeWord } from './risk-words.ts';

/** One flag on its account's page. */
export function FlagCallout({ flag, href }: { flag: RiskFlagRow; href: Route }) {
  const { cause, action, exposure, openedAt } = flag;
  if (cause === 'audit')
    return (
      <Callout title="Drawn by lot for a look">
        <p>
          {causeMeaning(cause)} Since <Time at={openedAt} />.
        </p>
        <p>
          <Link href={href} prefetch={false}>
            Look at it, and say what it is
          </Link>
        </p>
      </Callout>
    );
  return (
    <Callout tone="held" title={`Unusual: ${causeWord(cause).toLowerCase()}`}>
      <p>
        {causeMeaning(cause)} Since <Time at={openedAt} />, with <Amount value={exposure} run /> at risk. Done
        about it: {actionState(action).word.toLowerCase()}.
      </p>
      <p>
        <Link href={href} prefetch={false}>
          See why, and decide
        </Link>
      </p>
    </Callout>
  );
}
