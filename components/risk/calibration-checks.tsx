import type { ReactNode } from 'react';
import type { CalibrationCheck } from '#lib/risk/types.ts';
import { counted } from '#lib/counted.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { streamWord } from './risk-words.ts';

/** How often the tests were wrong in the past against what they may be, and how far the check under way is. @param children what may be done */
export function CalibrationChecks({
  checks,
  children,
}: {
  checks: readonly CalibrationCheck[];
  children: ReactNode;
}) {
  const [newest] = checks;
  const done = checks.find(({ found }) => found !== null);
  return (
    <>
      {newest === undefined ? (
        <p className="muted">Nothing was checked yet: the first time is six weeks after the first charges.</p>
      ) : null}
      {newest !== undefined && newest.found === null ? <UnderWay check={newest} /> : null}
      {done?.found == null ? null : <Found check={done} found={done.found} />}
      <div className="policy-acts">{children}</div>
    </>
  );
}

function UnderWay({ check: { state, replayed, cases, askedByName } }: { check: CalibrationCheck }) {
  if (state === 'stopped')
    return <p className="muted">The newest check was stopped after {counted(replayed, 'account')}.</p>;
  return (
    <div className="export-progress" role="status">
      <p>
        {state === 'waiting'
          ? 'A check waits for the worker.'
          : `${replayed.toLocaleString('en-GB')} of ${counted(cases, 'account')} replayed.`}
        {askedByName === null ? '' : ` ${askedByName} asked for it.`}
      </p>
      <progress value={replayed} max={Math.max(cases, 1)} aria-label="Accounts replayed" />
    </div>
  );
}

function Found({ check, found }: { check: CalibrationCheck; found: NonNullable<CalibrationCheck['found']> }) {
  const { accountYears, falseAlarms, allowed, isBeyond, streams } = found;
  return (
    <>
      <p>
        {isBeyond ? <Badge tone="failed">Beyond the budget</Badge> : null}{' '}
        <b>{counted(falseAlarms, 'false alarm')}</b> in {accountYears.toFixed(1)} account-years;{' '}
        {allowed.toFixed(1)} are allowed.{' '}
        {accountYears === 0
          ? 'There was nothing to replay.'
          : isBeyond
            ? 'Luck makes as many less often than once in twenty.'
            : 'That is no more than luck explains.'}
      </p>
      <p className="small muted">
        <Time at={check.replayedFrom} /> to <Time at={check.replayedTo} />,{' '}
        {counted(check.replayed, 'account')} and currencies
        {check.tooLarge === 0 ? '' : `, ${String(check.tooLarge)} of them too large to be replayed`}. The last
        two weeks are left out, because people may still speak about them.
      </p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Alarms by stream">
        <table className="data plain-rows stacked">
          <caption className="vh">Alarms of each stream in the replayed past</caption>
          <thead>
            <tr>
              <th scope="col">Sign</th>
              <th scope="col" className="n">
                False
              </th>
              <th scope="col" className="n">
                Allowed
              </th>
              <th scope="col" className="n">
                Right
              </th>
              <th scope="col" className="n">
                Not looked at
              </th>
            </tr>
          </thead>
          <tbody>
            {streams.map(({ stream, right, false: wrong, unknown, allowed: most }) => (
              <tr key={stream}>
                <th scope="row">{streamWord(stream)}</th>
                <td className="n" data-label="False">
                  {wrong}
                </td>
                <td className="n" data-label="Allowed">
                  {most.toFixed(2)}
                </td>
                <td className="n" data-label="Right">
                  {right}
                </td>
                <td className="n" data-label="Not looked at">
                  {unknown}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
