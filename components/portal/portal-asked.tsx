import type { OwnInformationRequest } from '#lib/information-requests/types.ts';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { RequestLink } from './text-with-requests.tsx';

/** What the owner was asked by the platform: what waits for an answer, what they cannot give any more, and what was answered. */
export function PortalAsked({ requests }: { requests: readonly OwnInformationRequest[] }) {
  const open = requests.filter(({ state }) => state === 'sent' || state === 'overdue');
  const [waiting, left] = [open.filter(({ hasLeft }) => !hasLeft), open.filter(({ hasLeft }) => hasLeft)];
  const past = requests.filter(({ answeredAt }) => answeredAt !== null);
  return (
    <>
      {waiting.length === 0 ? null : (
        <Callout tone="held" title="We ask you">
          <ul className="portal-steps">
            {waiting.map(({ informationRequestId, subject, state, dueAt }) => (
              <li key={informationRequestId}>
                <RequestLink id={informationRequestId} subject={subject} />,{' '}
                {state === 'overdue' ? 'was due' : 'by'} <Time at={dueAt} year />
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {left.length === 0 ? null : (
        <details className="fold">
          <summary>Asked before this account left: {left.length}</summary>
          <p className="small">None of it can be answered here any more.</p>
          <ul className="portal-steps">
            {left.map(({ informationRequestId, subject }) => (
              <li key={informationRequestId}>
                <RequestLink id={informationRequestId} subject={subject} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {past.length === 0 ? null : (
        <details className="fold">
          <summary>Answered: {past.length}</summary>
          <ul className="portal-steps">
            {past.map(({ informationRequestId, subject }) => (
              <li key={informationRequestId}>
                <RequestLink id={informationRequestId} subject={subject} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
