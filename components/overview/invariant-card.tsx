import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { InvariantRun, InvariantState } from '#lib/ledger/types.ts';
import { Badge } from '../ui/badge.tsx';
import { TextWithTimes } from '../ui/text-with-times.tsx';
import { Time } from '../ui/time.tsx';
import { invariantTitle, STANDINGS, standingInWords } from './invariant-words.ts';

/** How often the promises are checked, and from when on that has been missed for too long. */
type CheckRhythm = { everyMinutes: number; staleAfterMinutes: number; fullStaleAfterHours: number };

/** The note on what is not done yet and not late either; it stands in the open, without a list. */
const WAITING = 'waiting';

/** One promise: what it says, how it stands, what its checks covered and when, and every offending id that was kept. */
export function InvariantCard({ state, rhythm }: { state: InvariantState; rhythm: CheckRhythm }) {
  const { name, promise, limit, decidedBy, standing } = state;
  const { tone, word } = STANDINGS[standing];
  return (
    <section className="card" id={name} aria-labelledby={`${name}-title`}>
      <div className="card-head">
        <h2 id={`${name}-title`}>{invariantTitle(name)}</h2>
        {standing === 'never' ? <Badge>{word}</Badge> : <Badge tone={tone}>{word}</Badge>}
        <span className="small muted">{decidedBy ? standingInWords(state) : null}</span>
      </div>
      <div className="card-body">
        <p className="soft">{promise}</p>
        <Coverage state={state} rhythm={rhythm} />
        {limit === null ? null : <p className="small muted">{limit}</p>}
        <p className="small">
          <Link href={`/runbooks/promise-${name.replaceAll('_', '-')}` as Route} prefetch={false}>
            What to do when it is broken<span className="vh">: {invariantTitle(name)}</span>
          </Link>
        </p>
        {decidedBy && decidedBy.findings.length > 0 ? (
          <Sentences
            title="What was found"
            count={decidedBy.findingCount}
            rows={decidedBy.findings}
            isOpen={decidedBy.outcome === 'broken'}
          />
        ) : null}
        {decidedBy?.notes
          .filter(({ id }) => id === WAITING)
          .map(({ text }) => (
            <p key={text} className="soft">
              <TextWithTimes text={text} />
            </p>
          ))}
        {decidedBy && decidedBy.notes.some(({ id }) => id !== WAITING) ? (
          <Sentences
            title="Disconnected accounts, which cannot be compared any more"
            count={decidedBy.noteCount}
            rows={decidedBy.notes}
            isOpen={false}
          />
        ) : null}
      </div>
    </section>
  );
}

/** When it was checked and how much of it; a check of a part never looks like one of the whole. */
function Coverage({ state, rhythm }: { state: InvariantState; rhythm: CheckRhythm }) {
  const { timed, run, fullRun, decidedBy, standing, isFullRunStale } = state;
  if (run === null) return null;
  return (
    <p className="small muted">
      Last check <Time at={run.ranAt} seconds show="relative" />, in {run.durationMs} ms:{' '}
      <Covered run={run} timed={timed} />.{' '}
      {run.covers === 'everything' ? null : fullRun === null ? (
        'All rows were not checked yet.'
      ) : (
        <>
          Last check of all rows <Time at={fullRun.ranAt} show="relative" />.
        </>
      )}{' '}
      {decidedBy !== null && decidedBy === fullRun && decidedBy !== run ? (
        <b>The check of all rows found this; the timed one does not look that far.</b>
      ) : null}
      {standing === 'stale' ? (
        <b>
          {isFullRunStale
            ? `All rows are due every day and were not checked for ${String(rhythm.fullStaleAfterHours)} hours.`
            : `Due every ${String(rhythm.everyMinutes)} minutes and missed for ${String(rhythm.staleAfterMinutes)}: see whether the worker runs.`}
        </b>
      ) : null}
    </p>
  );
}

function Covered({ run, timed }: { run: InvariantRun; timed: string | null }): ReactNode {
  if (run.covers === 'everything') return 'all rows';
  if (run.covers === null || timed === null || run.coveredFrom === null)
    return 'what it covered was not recorded';
  const [before = '', after] = timed.split('{from}');
  return after === undefined ? (
    before
  ) : (
    <>
      {before}
      <Time at={run.coveredFrom} show="day" />
      {after}
    </>
  );
}

function Sentences({
  title,
  count,
  rows,
  isOpen,
}: {
  title: string;
  count: number;
  rows: InvariantRun['findings'];
  isOpen: boolean;
}) {
  const rest = count - rows.length;
  return (
    <details className="fold" open={isOpen}>
      <summary>{count === 1 ? title : `${title}: ${count.toLocaleString('en-GB')}`}</summary>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={title}>
        <table className="data plain-rows stacked">
          <caption className="vh">{title}</caption>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">What is so</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, text }) => (
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
      <p className="small muted">Amounts are in minor units, as Stripe counts: 100 usd is 1.00 USD.</p>
      {rest > 0 ? <p className="small muted">{rest} more are not kept; the first 100 by id are.</p> : null}
    </details>
  );
}

const PAGES: readonly [prefix: string, page: string][] = [
  ['evt_', '/events/'],
  ['po_', '/payouts/'],
  ['prq_', '/payouts/'],
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
