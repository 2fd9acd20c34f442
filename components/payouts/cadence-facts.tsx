import type { Route } from 'next';
import Link from 'next/link';
import type { CadenceRun, CadenceView } from '#lib/payouts/types.ts';
import { Time } from '../ui/time.tsx';
import { cadenceWords } from './cadence-words.ts';

/** When payouts are proposed, what stays behind, and what came of the last due times. */
export function CadenceFacts({ plan, runs }: { plan: CadenceView | null; runs: readonly CadenceRun[] }) {
  if (plan === null) return <p>No cadence is set, so payouts are proposed only when somebody asks.</p>;
  return (
    <>
      <p>
        {cadenceWords(plan)}.
        {plan.nextDueAt === null ? null : (
          <>
            {' '}
            Next: <Time at={plan.nextDueAt} />.
          </>
        )}
        {plan.minimumBalances === '' ? null : ` ${plan.minimumBalances} stays in the balance.`}
      </p>
      {runs.length === 0 ? null : (
        <ul className="cadence-runs">
          {runs.map((run) => (
            <li key={`${run.dueAt.toISOString()} ${run.currency}`}>
              <Time at={run.dueAt} /> <b className="strong">{run.currency.toUpperCase()}</b>{' '}
              <Came run={run} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Came({ run }: { run: CadenceRun }) {
  if (run.payoutRequestId !== null)
    return (
      <Link href={`/payouts/${run.payoutRequestId}` as Route} prefetch={false}>
        proposed
      </Link>
    );
  return <span className={run.outcome === 'refused' ? 't-failed' : 'muted'}>{run.because}</span>;
}
