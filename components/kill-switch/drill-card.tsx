import type { Route } from 'next';
import Link from 'next/link';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { Time } from '#components/ui/time.tsx';
import type { DrillStanding } from '#lib/kill-switch/types.ts';
import { durationInWords } from './switch-words.ts';

/** The rehearsal: when it last ran, what it took, and that it is time again. @param drill null for who may not run one */
export function DrillCard({
  standing: { last, underWay, isDue },
  drill,
}: {
  standing: DrillStanding;
  drill: Parameters<typeof ActionForm>[0]['action'] | null;
}) {
  return (
    <Section
      id="drill"
      title="Drill"
      lead="The same phases over the same accounts, reading only: nothing is stopped, changed or cancelled."
    >
      {isDue ? (
        <Callout tone="held" title={last === null ? 'It has never been rehearsed' : 'A drill is due'}>
          <p>
            {last === null
              ? 'Run a drill, so that you know how long a stop takes before you need one.'
              : 'The last one is older than 30 days.'}
          </p>
        </Callout>
      ) : null}
      {underWay === null ? null : (
        <p>
          <Link href={`/kill-switch/${underWay.killSwitchId}` as Route} prefetch={false} className="link">
            A drill is under way
          </Link>
          , started <Time at={underWay.pressedAt} show="relative" /> by {underWay.engagedBy}. Nothing is
          stopped by it.
        </p>
      )}
      {last === null ? null : (
        <p>
          <Link href={`/kill-switch/${last.killSwitchId}` as Route} prefetch={false} className="link">
            Last drill
          </Link>{' '}
          <Time at={last.pressedAt} /> by {last.engagedBy}: our own payouts after{' '}
          {last.stopMs === null ? 'an unknown time' : durationInWords(last.stopMs)}, every account at Stripe
          after {last.stripeMs === null ? 'an unknown time' : durationInWords(last.stripeMs)}.
        </p>
      )}
      {drill === null || underWay !== null ? null : (
        <ActionForm action={drill} label="Run a drill" pendingLabel="Starting …" />
      )}
    </Section>
  );
}
