import type { OwnInformationRequest } from '#lib/information-requests/types.ts';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { byteText } from './byte-text.ts';

/** What an owner has sent, or that it is over. */
export function OwnAnswer({
  request: { answerText, answeredAt, files, state },
}: {
  request: OwnInformationRequest;
}) {
  if (answeredAt === null || answerText === null)
    return (
      <Callout title="This is not needed any more">
        <p>There is nothing to do.</p>
      </Callout>
    );
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">What you sent</h2>
      <p className="small muted">
        <Time at={answeredAt} />. {state === 'closed' ? 'We have looked at it.' : 'We look at it.'}
      </p>
      {answerText === '' ? null : (
        <p className="written">
          <bdi>{answerText}</bdi>
        </p>
      )}
      {files.length === 0 ? null : (
        <ul className="portal-steps">
          {files.map(({ informationRequestFileId, name, byteCount }) => (
            <li key={informationRequestFileId}>
              <bdi>{name}</bdi>, {byteText(byteCount)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
