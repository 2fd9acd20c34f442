import type { Route } from 'next';
import Link from 'next/link';
import { Callout, Section } from '#components/ui/card.tsx';
import { Time } from '#components/ui/time.tsx';
import type { DrillStanding } from '#lib/kill-switch/types.ts';
import { durationInWords } from './switch-words.ts';

/** The rehearsal: when it last ran, what it took, and that it is time again. */
export function DrillCard({ drill, mayDrill }: { drill: DrillStanding; mayDrill: boolean }) {
  const { last, isDue } = drill;
  return (
    <Section
      id="drill"
      title="Drill"
      lead="The same phases against the same accounts, reading only: nothing is stopped, changed or cancelled."
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
      {last === null ? null : (
        <p>
          <Link href={`/kill-switch/${last.killSwitchId}` as Route} prefetch={false}>
            Last drill
          </Link>{' '}
          on <Time at={last.pressedAt} /> by {last.engagedBy}:{' '}
          {last.stopMs === null
            ? 'our own payouts not measured'
            : `our own payouts after ${durationInWords(last.stopMs)}`}
          {last.stripeMs === null
            ? ''
            : `, every account at Stripe read after ${durationInWords(last.stripeMs)}`}
          .
        </p>
      )}
      {mayDrill ? (
        <form action="/kill-switch/press" method="post">
          <input type="hidden" name="isDrill" value="yes" />
          <input type="hidden" name="scope" value="everything" />
          <input type="hidden" name="reason" value="Drill" />
          <button type="submit" className="btn btn-plain">
            Run a drill
          </button>
        </form>
      ) : null}
    </Section>
  );
}
