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
      <WhoAsks plan={plan} />
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

/** In whose name it asks: whoever set it, until somebody else has agreed, in each currency by itself. */
function WhoAsks({ plan: { setByName, setAt, approvedIn } }: { plan: CadenceView }) {
  if (setByName === null)
    return <p className="small muted">No person set it: what it asks for goes by the policy.</p>;
  return (
    <p className="small muted">
      Set by {setByName} <Time at={setAt} />. What it asks for is asked for in their name, so another person
      approves it, until one of its payouts in that currency was approved as it was proposed.{' '}
      {approvedIn.length === 0
        ? 'None was yet.'
        : `That is so in ${approvedIn.map((code) => code.toUpperCase()).join(', ')}: there it goes by the policy.`}
    </p>
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
