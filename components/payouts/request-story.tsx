import Link from 'next/link';
import type { PayoutRequestDetail, RequestPriority } from '#lib/payouts/types.ts';
import { lockStrengthMeaning, lockStrengthTone, lockStrengthWord } from '../connected-accounts/lock-words.ts';
import { Amount } from '../money/amount.tsx';
import { Badge } from '../ui/badge.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { DefinitionList } from '../ui/definition-list.tsx';
import { Time } from '../ui/time.tsx';
import { attemptWords } from './attempt-words.ts';
import { priorityOf, priorityParts } from './request-cells.tsx';
import { eventWords } from './event-words.ts';
import { approvalCount, roleWord } from './request-words.ts';

/** The facts of a request and everything that happened to it so far. */
export function RequestStory({ request }: { request: PayoutRequestDetail }) {
  return (
    <>
      <Facts request={request} />
      <Paid request={request} />
      <DestinationHistory request={request} />
      <Attempts request={request} />
      <History request={request} />
    </>
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

/** The number of the list, with each of its parts by name. */
function Priority({ priority }: { priority: RequestPriority }) {
  return (
    <>
      {priorityOf(priority)}
      <ul className="priority-parts small muted">
        {priorityParts(priority).map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </>
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
  request: { destinationChanges, destinationId, goneDestination },
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
              {externalAccountId === destinationId ? (
                <b className="strong">
                  {' '}
                  ({goneDestination !== null ? 'this one was to be paid' : 'this one is paid'})
                </b>
              ) : null}
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
        {attempts.map((attempt) => {
          const { what, said } = attemptWords(attempt);
          return (
            <li key={attempt.payoutAttemptId} className="small">
              No. {attempt.attemptNumber}, <Time at={attempt.createdAt} seconds />: {what}
              {said === null ? null : <span className="sub">Stripe said: {said}</span>}
              {attempt.stripeRequestId === null ? null : (
                <span className="sub mono">{attempt.stripeRequestId}</span>
              )}
              {attempt.nextLookUpAt === null ? null : (
                <span className="sub">
                  Looked up again <Time at={attempt.nextLookUpAt} />.
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function History({ request: { events, attempts, payoutRequestId } }: { request: PayoutRequestDetail }) {
  return (
    <section aria-labelledby="history">
      <h3 id="history">What happened</h3>
      <ol className="fact-list">
        {events.map((event) => (
          <li key={event.auditRecordId} className="small">
            <Time at={event.at} />{' '}
            <Link href={`/audit/${event.auditRecordId}`} prefetch={false}>
              {eventWords(event, attempts)}
            </Link>
            {event.detail === null ? null : <span className="sub">“{event.detail}”</span>}
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
