import type { SyncRunRow } from '#lib/stripe-events/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { formatDay } from '../ui/format-instant.ts';
import { Time } from '../ui/time.tsx';

type FormAction = Parameters<typeof ActionForm>[0]['action'];

const RUN_STATES: Record<SyncRunRow['state'], { word: string; tone: Tone | undefined }> = {
  running: { word: 'Under way', tone: 'info' },
  finished: { word: 'Finished', tone: 'paid' },
  stopped: { word: 'Stopped', tone: undefined },
  failed: { word: 'Failed', tone: 'failed' },
};

const grouped = new Intl.NumberFormat('en-GB');

/** The last runs against Stripe. @param stop absent when the reader may not stop one */
export function SyncRuns({ runs, stop }: { runs: readonly SyncRunRow[]; stop: FormAction | null }) {
  if (runs.length === 0)
    return <p className="soft">No run yet. The first one brings everything that Stripe lists.</p>;
  return (
    <ul className="runs">
      {runs.map((run) => (
        <li key={run.syncRunId}>
          <div className="run-head">
            <Badge tone={RUN_STATES[run.state].tone}>{RUN_STATES[run.state].word}</Badge>
            <span>{runTitle(run)}</span>
            <span className="small muted">
              {run.scope === 'all' ? 'all accounts' : run.scope}, since <Time at={run.startedAt} seconds />
            </span>
          </div>
          {run.state === 'running' ? <Progress run={run} /> : null}
          <p className="small muted">
            {grouped.format(run.objectsListed)} objects listed, {grouped.format(run.objectsAdded)}{' '}
            {run.objectsAdded === 1 ? 'was' : 'were'} new.
            {run.message ? ` ${run.message}` : ''}
          </p>
          {run.state === 'running' && run.stopRequestedAt !== null ? (
            <p className="small">It ends at its next page.</p>
          ) : null}
          {run.state === 'running' && run.stopRequestedAt === null && stop ? (
            <ActionForm action={stop} fields={{ syncRunId: run.syncRunId }} label="Stop" small />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function runTitle({ kind, fromDay }: SyncRunRow): string {
  if (kind === 'initial') return 'First reading';
  if (fromDay === null) return 'Back-fill';
  const from = formatDay(new Date(`${fromDay}T00:00:00Z`), 'UTC');
  return kind === 'relist-money' ? `Money listed again from ${from}` : `Everything listed again from ${from}`;
}

function Progress({ run }: { run: SyncRunRow }) {
  const label =
    run.unitsTotal === null
      ? 'Waits for a worker, or reads the list of accounts'
      : `${grouped.format(run.unitsDone)} of ${grouped.format(run.unitsTotal)} accounts done`;
  return (
    <>
      <progress
        className="meter"
        value={run.unitsDone}
        max={run.unitsTotal ?? undefined}
        aria-label={label}
      />
      <p className="small">{label}</p>
    </>
  );
}
