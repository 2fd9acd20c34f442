import type { LineChange } from '#lib/payouts/types.ts';

const MARKS: Record<LineChange['kind'], { sign: string; word: string }> = {
  same: { sign: '\u00a0', word: '' },
  added: { sign: '+', word: 'Added: ' },
  removed: { sign: '−', word: 'Removed: ' },
};

/** What a draft adds to the policy in force and takes from it, line by line. */
export function PolicyDiff({ changes, isFirst }: { changes: readonly LineChange[]; isFirst: boolean }) {
  const added = changes.filter(({ kind }) => kind === 'added').length;
  const removed = changes.filter(({ kind }) => kind === 'removed').length;
  if (added + removed === 0) return <p className="muted">Nothing: it says what is in force.</p>;
  return (
    <>
      <p className="small muted">
        {isFirst
          ? 'It is the first policy; without it two people decide about everything.'
          : `${String(added)} added, ${String(removed)} removed, against the version in force.`}
      </p>
      <div className="scroll-x policy-box" tabIndex={0} role="region" aria-label="Changed lines">
        <ul className="policy-diff mono">
          {changes.map(({ kind, text, line }, index) => (
            <li key={index} className={kind}>
              <span className="line" aria-hidden="true">
                {line}
              </span>
              <span className="sign" aria-hidden="true">
                {MARKS[kind].sign}
              </span>
              <span className="vh">{MARKS[kind].word}</span>
              {text}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
