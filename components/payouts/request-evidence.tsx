import Link from 'next/link';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { lockStrengthMeaning, lockStrengthTone, lockStrengthWord } from '../connected-accounts/lock-words.ts';
import { HoldList } from '../holds/hold-list.tsx';
import type { HoldActions } from '../holds/hold-release.tsx';
import { Amount } from '../money/amount.tsx';
import { Badge, Dot } from '../ui/badge.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { PreviewLines } from './preview-lines.tsx';
import { Priority } from './request-cells.tsx';
import { UnknownOutcome, type ConfirmAbsence } from './unknown-outcome.tsx';
import { approvalCount, requestEvent, roleWord, routeWord } from './request-words.ts';

/** Everything that is known about a request before it is decided, what approving would do first. */
export function RequestEvidence({
  request,
  now,
  mine,
  holdActions,
  confirmAbsence,
}: {
  request: PayoutRequestDetail;
  now: Date;
  /** Operator id of the reader. */
  mine: string;
  /** Null for whoever may not release. */
  holdActions: HoldActions | null;
  /** Null for whoever may not say that a payout with an unknown outcome leaves again. */
  confirmAbsence: ConfirmAbsence | null;
}) {
  return (
    <div className="evidence">
      {request.unknown === null ? null : (
        <UnknownOutcome unknown={request.unknown} confirm={confirmAbsence} />
      )}
      {request.holds.length === 0 ? null : (
        <section aria-labelledby="held">
          <h3 id="held">Held because</h3>
          <HoldList
            holds={request.holds}
            now={now}
            mine={mine}
            actions={holdActions}
            payoutRequestId={request.payoutRequestId}
          />
        </section>
      )}
      <Reasons request={request} />
      {request.state === 'in_review' || request.state === 'approved' ? (
        <section aria-labelledby="effect">
          <h3 id="effect">What approving will do</h3>
          <PreviewLines preview={request.preview} />
        </section>
      ) : null}
      <Facts request={request} />
      <Paid request={request} />
      <DestinationHistory request={request} />
      <Attempts request={request} />
      <History request={request} />
    </div>
  );
}

function Reasons({
  request: { routeReasons, route, failureCode, failureMessage },
}: {
  request: PayoutRequestDetail;
}) {
  return (
    <section aria-labelledby="because">
      <h3 id="because">Why people decide</h3>
      <ul className="reasons">
        {failureCode === null ? null : (
          <li>
            <Dot tone="failed" />
            <span>
              Stripe refused it: {failureCode.replaceAll('_', ' ')}
              {failureMessage === null ? null : <span className="sub"> {failureMessage}</span>}
            </span>
          </li>
        )}
        {routeReasons.map((reason) => (
          <li key={reason}>
            <Dot />
            <span>
              {reason}
              <span className="sub">{routeWord(route)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ request }: { request: PayoutRequestDetail }) {
  const { lockStrength, connectedAccountId, priority, approverRole } = request;
  return (
    <section aria-labelledby="facts">
      <h3 id="facts">Facts</h3>
      <DefinitionList
        items={[
          [
            'Approvals',
            `${approvalCount(request)}${approverRole === null ? '' : `, one of them by ${roleWord(approverRole)}`}`,
          ],
          [
            'Lock',
            <span key="lock">
              <Badge tone={lockStrengthTone(lockStrength)}>{lockStrengthWord(lockStrength)}</Badge>{' '}
              <span className="small muted">{lockStrengthMeaning(lockStrength)}</span>
            </span>,
          ],
          [
            'Connected account',
            <Link
              key="account"
              href={`/connected-accounts/${connectedAccountId}`}
              prefetch={false}
              className="mono"
            >
              {connectedAccountId}
            </Link>,
          ],
          ['Priority', priority === null ? null : <Priority key="priority" priority={priority} />],
          ['Request', <CopyId key="id" id={request.payoutRequestId} what="request id" />],
          ['On the bank statement', request.statementDescriptor],
        ]}
      />
    </section>
  );
}

function Paid({ request: { allocations, allocationCount } }: { request: PayoutRequestDetail }) {
  return (
    <section aria-labelledby="paid">
      <h3 id="paid">What it pays</h3>
      {allocations.length === 0 ? (
        <p className="small muted">No balance transaction is allocated to it.</p>
      ) : (
        <table className="data plain-rows allocation">
          <caption className="vh">Balance transactions in this payout, newest first</caption>
          <thead className="vh">
            <tr>
              <th scope="col">Balance transaction</th>
              <th scope="col">Type</th>
              <th scope="col">Amount</th>
            </tr>
          </thead>
          <tbody>
            {allocations.map((part) => (
              <tr key={part.balanceTransactionId}>
                <th scope="row" className="mono small">
                  <span className="cut" title={part.balanceTransactionId}>
                    {part.balanceTransactionId}
                  </span>
                </th>
                <td className="small muted nowrap">{part.type ?? 'not read yet'}</td>
                <td className="n">
                  <Amount value={part.amount} bare />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {allocationCount > allocations.length ? (
        <p className="small muted">
          The newest {allocations.length} of {allocationCount}.
        </p>
      ) : null}
    </section>
  );
}

function DestinationHistory({
  request: { destinationChanges, destinationId },
}: {
  request: PayoutRequestDetail;
}) {
  return (
    <section aria-labelledby="destinations">
      <h3 id="destinations">Bank accounts and cards</h3>
      {destinationChanges.length === 0 ? (
        <p className="small muted">Unchanged since Sluice first read this account.</p>
      ) : (
        <ul className="fact-list">
          {destinationChanges.map(({ externalAccountId, seenAt, what }) => (
            <li key={`${externalAccountId} ${seenAt.toISOString()}`} className="small">
              <Time at={seenAt} />: {what}
              {externalAccountId === destinationId ? <b className="strong"> (this one is paid)</b> : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Attempts({ request: { attempts } }: { request: PayoutRequestDetail }) {
  if (attempts.length === 0) return null;
  return (
    <section aria-labelledby="attempts">
      <h3 id="attempts">Calls to Stripe</h3>
      <ul className="fact-list">
        {attempts.map((attempt) => (
          <li key={attempt.payoutAttemptId} className="small">
            No. {attempt.attemptNumber}, <Time at={attempt.createdAt} seconds />: {attempt.state}
            {attempt.errorCode === null ? '' : `, ${attempt.errorCode}`}
            {attempt.errorMessage === null ? '' : `: ${attempt.errorMessage}`}
            {attempt.stripeRequestId === null ? null : (
              <>
                {' '}
                <span className="mono">{attempt.stripeRequestId}</span>
              </>
            )}
            {attempt.nextLookUpAt === null ? null : (
              <>
                , looked up again <Time at={attempt.nextLookUpAt} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ request: { events, payoutRequestId } }: { request: PayoutRequestDetail }) {
  return (
    <section aria-labelledby="history">
      <h3 id="history">What happened</h3>
      <ol className="fact-list">
        {events.map(({ auditRecordId, at, action, by, detail }) => (
          <li key={auditRecordId} className="small">
            <Time at={at} />{' '}
            <Link href={`/audit/${auditRecordId}`} prefetch={false}>
              {requestEvent(action)}
            </Link>{' '}
            <span className="muted">by {by}</span>
            {detail === null ? null : <span className="sub">“{detail}”</span>}
          </li>
        ))}
      </ol>
      {events.length === 0 ? (
        <p className="small muted">
          Nothing is on record for <span className="mono">{payoutRequestId}</span>.
        </p>
      ) : null}
    </section>
  );
}
