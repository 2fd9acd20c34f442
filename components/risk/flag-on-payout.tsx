import type { Route } from 'next';
import Link from 'next/link';
import type { RiskFlagDetail } from '#lib/risk/types.ts';
import { Badge } from '../ui/badge.tsx';
import { NotHeld, ScoreLines } from './flag-why.tsx';
import { actionState, causeMeaning, causeWord } from './risk-words.ts';

/** One flag on a payout of its account: what was found, what was done, the parts of its score, and the way to the case. */
export function FlagOnPayout({ flag }: { flag: RiskFlagDetail }) {
  const done = actionState(flag.action);
  return (
    <section aria-labelledby="flag-found" className="flag-why">
      <h3 id="flag-found">{flag.cause === 'audit' ? 'Drawn by lot' : 'What risk found'}</h3>
      <p>
        {flag.cause === 'audit' ? null : (
          <>
            <Badge tone={done.tone}>{done.word}</Badge> <b>{causeWord(flag.cause)}.</b>{' '}
          </>
        )}
        {causeMeaning(flag.cause)}
      </p>
      <NotHeld flag={flag} />
      {flag.cause === 'audit' ? null : <ScoreLines flag={flag} />}
      <p>
        <Link href={`/anomalies/${flag.riskFlagId}` as Route} prefetch={false}>
          The case of this anomaly
        </Link>
      </p>
    </section>
  );
}
