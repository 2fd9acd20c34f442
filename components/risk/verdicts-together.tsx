'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useActionState } from 'react';
import type { RiskFlagRow, VerdictOutcome } from '#lib/risk/types.ts';
import { BackToSelection } from '../approvals/back-to-selection.tsx';
import { Amount } from '../money/amount.tsx';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { actionState, causeShort, flagState } from './risk-words.ts';
import { VerdictFields } from './verdict-form.tsx';
import { SendButton } from '../ui/send-button.tsx';

/** Several flags with one verdict about them, and then what came of each. @param flags as they are now */
export function VerdictsTogether({ flags, action }: { flags: readonly RiskFlagRow[]; action: FormAction }) {
  // The action itself, so that the form also works without a script.
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  const said = outcome?.ok === true ? readOutcomes(outcome.shown) : null;
  const open = flags.filter(({ state }) => state !== 'closed');
  const left = flags.filter(({ riskFlagId }) => said?.get(riskFlagId)?.refused != null);
  return (
    <>
      {said === null ? (
        <AnsweredForm outcome={outcome} submit={submit} className="verdict">
          {open.map(({ riskFlagId, riskAssessmentId, cause, action: done }) => (
            <input
              key={riskFlagId}
              type="hidden"
              name="flag"
              value={[riskFlagId, riskAssessmentId, cause, done].join(' ')}
            />
          ))}
          {open.length === 0 ? (
            <p className="callout" role="status">
              All of them are closed already.
            </p>
          ) : (
            <>
              <VerdictFields />
              <div className="act">
                <SendButton type="submit" className="btn btn-primary" isWaiting={pending}>
                  {pending
                    ? 'Saying so …'
                    : `Say so of ${open.length === 1 ? 'it' : `all ${String(open.length)}`}`}
                </SendButton>
                <span className="act-message" role="status">
                  <FormRefusal />
                </span>
              </div>
            </>
          )}
        </AnsweredForm>
      ) : (
        <p className={left.length > 0 ? 'callout held' : 'callout'} role="status">
          {said.size - left.length} of {said.size} said.
          {left.length > 0 ? ' The table says why the others were not.' : ''}
        </p>
      )}
      <div className="actions bulk-actions">
        {said === null ? null : <BackToSelection left={left.map(selectable)} />}
        <Link href="/anomalies" prefetch={false} className="btn btn-plain">
          Back to the anomalies
        </Link>
      </div>
      <Chosen flags={flags} said={said} />
    </>
  );
}

const selectable = ({ riskFlagId: id, exposure: { amount, currency } }: RiskFlagRow) => ({
  id,
  currency,
  amount: amount.toString(),
});

/** As the action wrote it. */
function readOutcomes(shown: string | undefined): ReadonlyMap<string, VerdictOutcome> {
  const outcomes = JSON.parse(shown ?? '[]') as readonly VerdictOutcome[];
  return new Map(outcomes.map((outcome) => [outcome.riskFlagId, outcome]));
}

function Chosen({
  flags,
  said,
}: {
  flags: readonly RiskFlagRow[];
  said: ReadonlyMap<string, VerdictOutcome> | null;
}) {
  const what = said === null ? 'State' : 'Outcome';
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Chosen anomalies">
      <table className="data stacked">
        <thead>
          <tr>
            <th scope="col">Connected account</th>
            <th scope="col">Cause</th>
            <th scope="col">Done</th>
            <th scope="col" className="n">
              Money at risk
            </th>
            <th scope="col">{what}</th>
          </tr>
        </thead>
        <tbody>
          {flags.map((flag) => (
            <tr key={flag.riskFlagId}>
              <td className="wrap" data-label="Connected account">
                <Link href={`/anomalies/${flag.riskFlagId}` as Route} prefetch={false}>
                  <bdi>{flag.accountName}</bdi>
                </Link>
              </td>
              <td data-label="Cause">{causeShort(flag.cause)}</td>
              <td data-label="Done">{actionState(flag.action).word}</td>
              <td className="n" data-label="Money at risk">
                <Amount value={flag.exposure} />
              </td>
              <td className="wrap wide-text" data-label={what}>
                <CameOf flag={flag} said={said?.get(flag.riskFlagId)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was said of it, or where it stands. One that waits keeps its money until a second person lets it go. */
function CameOf({ flag, said }: { flag: RiskFlagRow; said: VerdictOutcome | undefined }) {
  if (said?.refused != null)
    return (
      <div className="cell">
        <Badge tone="failed" dot>
          Not said
        </Badge>
        <span className="small muted bulk-message">{said.refused}</span>
      </div>
    );
  const { word, tone } = flagState(said?.state ?? flag.state);
  return (
    <div className="cell">
      <Badge tone={tone} dot>
        {word}
      </Badge>
      {said?.state === 'waiting' && flag.action !== 'flag' ? (
        <span className="small muted bulk-message">
          What stays held stays until a second person lets it go.
        </span>
      ) : null}
    </div>
  );
}
