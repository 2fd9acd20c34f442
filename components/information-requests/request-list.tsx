import type { Route } from 'next';
import Link from 'next/link';
import type { InformationRequest } from '#lib/information-requests/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { byteText } from './byte-text.ts';
import { STATE_WORDS } from './request-words.ts';

/** What owners were asked, with their answers. @param close null for whoever only reads @param mayOpen whether files may be taken */
export function RequestList({
  requests,
  hasAccounts = false,
  mayOpen,
  close,
}: {
  requests: readonly InformationRequest[];
  hasAccounts?: boolean;
  mayOpen: boolean;
  close: FormAction | null;
}) {
  return (
    <ul className="notes">
      {requests.map((request) => (
        <li key={request.informationRequestId} className="stack-tight">
          <Head request={request} hasAccount={hasAccounts} />
          <p className="written">
            <bdi>{request.ownerText}</bdi>
          </p>
          {request.filesWanted.length === 0 ? null : (
            <p className="small">
              Files asked for: <bdi>{request.filesWanted.join('; ')}</bdi>
            </p>
          )}
          <Answer request={request} mayOpen={mayOpen} />
          <Close request={request} close={close} />
        </li>
      ))}
    </ul>
  );
}

function Head({ request, hasAccount }: { request: InformationRequest; hasAccount: boolean }) {
  const { subject, state, hasLeft, connectedAccountId, displayName, askedByName, askedAt, dueAt } = request;
  const isUnanswerable = hasLeft && (state === 'sent' || state === 'overdue');
  const { word, tone } = STATE_WORDS[state];
  return (
    <>
      <div className="head-line">
        <b>
          <bdi>{subject}</bdi>
        </b>
        <Badge tone={tone} dot>
          {word}
        </Badge>
        {hasAccount ? (
          // The account's own page, at this part of it.
          <Link href={`/connected-accounts/${connectedAccountId}#information` as Route} prefetch={false}>
            <bdi>{displayName || connectedAccountId}</bdi>
          </Link>
        ) : null}
      </div>
      <p className="small muted">
        Asked by <bdi>{askedByName}</bdi>, <Time at={askedAt} /> · due <Time at={dueAt} show="relative" />
      </p>
      {isUnanswerable ? (
        <p className="small">The account has disconnected the platform: nobody answers this here any more.</p>
      ) : null}
    </>
  );
}

function Answer({ request, mayOpen }: { request: InformationRequest; mayOpen: boolean }) {
  const { answerText, answeredAt, answeredByName, files } = request;
  if (answeredAt === null) return null;
  return (
    <div className="callout">
      <p className="small muted">
        <bdi>{answeredByName ?? 'Its owner'}</bdi> answered, <Time at={answeredAt} />
      </p>
      {answerText === null || answerText === '' ? null : (
        <p className="written">
          <bdi>{answerText}</bdi>
        </p>
      )}
      {files.length === 0 ? null : (
        <ul className="portal-steps">
          {files.map(({ informationRequestFileId, name, byteCount }) => (
            <li key={informationRequestFileId}>
              {mayOpen ? (
                <a href={`/connected-accounts/requests/files/${informationRequestFileId}`} download>
                  <bdi>{name}</bdi>
                </a>
              ) : (
                <bdi>{name}</bdi>
              )}
              , {byteText(byteCount)}
            </li>
          ))}
        </ul>
      )}
      {files.length > 0 ? (
        <p className="small muted">
          {mayOpen
            ? 'From outside: open it as you would a stranger’s file. Each download is on record.'
            : 'Risk reviewers and administrators may open files.'}
        </p>
      ) : null}
    </div>
  );
}

function Close({ request, close }: { request: InformationRequest; close: FormAction | null }) {
  if (request.closedAt !== null)
    return (
      <p className="small muted">
        Closed by <bdi>{request.closedByName}</bdi>, <Time at={request.closedAt} />:{' '}
        <bdi>{request.closeReason}</bdi>
      </p>
    );
  if (close === null) return null;
  return (
    <details className="fold">
      <summary>
        Close<span className="vh"> “{Array.from(request.subject).slice(0, 40).join('')}”</span>…
      </summary>
      <ActionForm
        action={close}
        fields={{ informationRequestId: request.informationRequestId }}
        label="Close"
        className="stack-tight"
      >
        <WordsField name="reason" label="What came of it" hint="For colleagues; the owner does not see it." />
      </ActionForm>
    </details>
  );
}
