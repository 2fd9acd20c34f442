import type { BulkDecision, BulkOutcome } from '#lib/approvals/types.ts';
import { Amount } from '../money/amount.tsx';
import { Time } from '../ui/time.tsx';
import { OUTCOME_WORDS } from './bulk-words.ts';

const REPORTED: readonly BulkOutcome[] = [
  'done',
  'more',
  'kept',
  'void',
  'decided',
  'forbidden',
  'left_out',
  'failed',
  'waiting',
];

/** How far it is, and what came of it so far. */
export function BulkProgress({ bulk }: { bulk: BulkDecision }) {
  const { state, counts, wanted, prepared, totals, stopped } = bulk;
  const ended = prepared - counts.waiting;
  return (
    <div className="bulk-progress" role="status">
      {state === 'preparing' ? (
        <>
          <p>
            Looked at {prepared.toLocaleString('en-GB')} of {wanted.toLocaleString('en-GB')}. Nothing is
            decided yet.
          </p>
          <progress value={prepared} max={wanted} aria-label="Looked at" />
        </>
      ) : null}
      {totals.length === 0 ? null : (
        <p className="bulk-totals">
          {state === 'preparing' || state === 'draft' ? <span className="muted small">Chosen</span> : null}
          {totals.map(({ total, count }) => (
            <span key={total.currency}>
              <Amount value={total} run />{' '}
              <span className="muted small">in {count.toLocaleString('en-GB')}</span>
            </span>
          ))}
        </p>
      )}
      {state === 'queued' ? (
        <>
          <p>
            {ended.toLocaleString('en-GB')} of {prepared.toLocaleString('en-GB')} done.
          </p>
          <progress value={ended} max={Math.max(prepared, 1)} aria-label="Decided" />
        </>
      ) : null}
      {stopped === null ? null : (
        <p>
          Stopped by {stopped.isOwn ? 'you' : stopped.by} <Time at={stopped.at} show="relative" />. What was
          not decided then stays as it was.
        </p>
      )}
      {state === 'preparing' || state === 'draft' ? null : (
        <dl className="bulk-counts">
          {REPORTED.filter((outcome) => outcome === 'done' || counts[outcome] > 0).map((outcome) => (
            <div key={outcome}>
              <dt>{OUTCOME_WORDS[outcome]}</dt>
              <dd>{counts[outcome].toLocaleString('en-GB')}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
