import type { Route } from 'next';
import Link from 'next/link';
import { Callout } from '#components/ui/card.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OutgrownSession, OutgrownSessions } from '#lib/onboarding/types.ts';

/** What a press does about sessions in browsers of account owners: what it can, and what it cannot. */
export function SessionsPhase({
  sessions: { count, lastExpiresAt },
  isDrill,
  isReleased,
}: {
  sessions: OutgrownSessions;
  isDrill: boolean;
  isReleased: boolean;
}) {
  if (isReleased) return 'While it stood, new ones let nobody pay, refund or change a bank account.';
  const fresh = isDrill ? 'Under a stop new ones let' : 'New ones let';
  if (count === 0 || lastExpiresAt === null)
    return <>{fresh} nobody pay, refund or change a bank account. None from before is open.</>;
  return (
    <>
      {fresh} nobody pay, refund or change a bank account. {count.toLocaleString('en-GB')} from before{' '}
      {count === 1 ? 'is' : 'are'} open: Stripe ends none early, the last ends <Time at={lastExpiresAt} />.
    </>
  );
}

/** Each session that a stop does not reach, as a path that is open until it expires. */
export function OutgrownSessionItems({ sessions: { count, shown } }: { sessions: OutgrownSessions }) {
  const more = count - shown.length;
  return (
    <>
      {shown.map((session) => (
        <li key={session.accountSessionId}>
          <Link
            href={`/connected-accounts/${session.connectedAccountId}` as Route} // the account's own page
            prefetch={false}
            className="link"
          >
            {session.displayName === '' ? session.connectedAccountId : <bdi>{session.displayName}</bdi>}
          </Link>
          : its owner has a page open that can {inWords(session.lets)}, until <Time at={session.expiresAt} />.
        </li>
      ))}
      {more > 0 ? <li>{more.toLocaleString('en-GB')} more such pages, which end before these.</li> : null}
    </>
  );
}

/** On the account's page: sessions from before a hold, a press or an enrolment. */
export function OutgrownSessionsNotice({ sessions }: { sessions: readonly OutgrownSession[] }) {
  const [first] = sessions;
  if (first === undefined) return null;
  const lets = [...new Set(sessions.flatMap((session) => session.lets))];
  return (
    <Callout tone="held" title="Its owner has a page open from before">
      <p>
        {lets.length === 0 ? 'It shows more than a new one would' : `It can still ${inWords(lets)}`}, until{' '}
        <Time at={first.expiresAt} />: Stripe ends no session early. The next one cannot.
      </p>
    </Callout>
  );
}

function inWords(lets: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(lets);
}
