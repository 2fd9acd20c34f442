import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { InvariantState } from '#lib/ledger/types.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { TextWithTimes } from '../ui/text-with-times.tsx';
import { Time } from '../ui/time.tsx';
import { invariantStanding, invariantTitle } from './invariant-words.ts';

const OUTCOMES: Record<NonNullable<InvariantState['run']>['outcome'], { tone: Tone; word: string }> = {
  held: { tone: 'paid', word: 'Holds' },
  broken: { tone: 'failed', word: 'Broken' },
  unknown: { tone: 'held', word: 'Unknown' },
};

/** One promise: what it says, how it stood at its last check, and every offending id that was kept. */
export function InvariantCard({ state: { name, promise, run } }: { state: InvariantState }) {
  return (
    <section className="card" id={name} aria-labelledby={`${name}-title`}>
      <div className="card-head">
        <h2 id={`${name}-title`}>{invariantTitle(name)}</h2>
        {run ? (
          <Badge tone={OUTCOMES[run.outcome].tone}>{OUTCOMES[run.outcome].word}</Badge>
        ) : (
          <Badge>Not checked yet</Badge>
        )}
        <span className="small muted">
          {run ? (
            <>
              {invariantStanding(run)}, <Time at={run.ranAt} seconds show="relative" />, in {run.durationMs}{' '}
              ms
            </>
          ) : null}
        </span>
      </div>
      <div className="card-body">
        <p className="soft">{promise}</p>
        {run && run.findings.length > 0 ? <Findings run={run} /> : null}
      </div>
    </section>
  );
}

function Findings({ run }: { run: NonNullable<InvariantState['run']> }) {
  const rest = run.findingCount - run.findings.length;
  return (
    <details className="fold" open={run.outcome === 'broken'}>
      <summary>
        {run.findingCount === 1 ? 'What was found' : `What was found: ${String(run.findingCount)}`}
      </summary>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Findings">
        <table className="data plain-rows">
          <caption className="vh">Findings</caption>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">What is so</th>
            </tr>
          </thead>
          <tbody>
            {run.findings.map(({ id, text }) => (
              <tr key={`${id} ${text}`}>
                <th scope="row" className="mono">
                  <FindingId id={id} />
                </th>
                <td className="finding">
                  <TextWithTimes text={text} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rest > 0 ? <p className="small muted">{rest} more are not kept; the first 100 by id are.</p> : null}
    </details>
  );
}

const PAGES: readonly [prefix: string, page: string][] = [
  ['evt_', '/events/'],
  ['po_', '/payouts/'],
  ['acct_', '/connected-accounts/'],
  ['jnl_', '/ledger/entries/'],
];

/** An id with a page of its own leads there. `acct_1 eur` leads to the account. */
function FindingId({ id }: { id: string }): ReactNode {
  const [subject = id] = id.split(' ');
  const page = PAGES.find(([prefix]) => subject.startsWith(prefix));
  if (!page) return id;
  return (
    <Link href={`${page[1]}${encodeURIComponent(subject)}` as Route} prefetch={false}>
      {id}
    </Link>
  );
}
