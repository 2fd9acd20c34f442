import { counted } from '#lib/counted.ts';
import type { HandedOutLinks, OutgrownSession, OutgrownSessions } from '#lib/onboarding/types.ts';
import { AccountLink } from '../connected-accounts/account-link.tsx';
import { Callout } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';

/** What a press does about sessions in browsers of account owners: what it can, and what it cannot. */
export function SessionsPhase({
  sessions: { count, lastExpiresAt, links },
  isDrill,
  isReleased,
}: {
  sessions: OutgrownSessions;
  isDrill: boolean;
  isReleased: boolean;
}) {
  if (isReleased) return 'While it stood, new ones let nobody pay, refund or change a bank account.';
  const fresh = isDrill ? 'Under a stop new ones let' : 'New ones let';
  return (
    <>
      {fresh} nobody pay, refund or change a bank account.{' '}
      {count === 0 || lastExpiresAt === null ? (
        'None from before is open.'
      ) : (
        <>
          {count.toLocaleString('en-GB')} from before {count === 1 ? 'is' : 'are'} open: Stripe ends none
          early, the last ends <Time at={lastExpiresAt} />.
        </>
      )}
      {links.count === 0
        ? null
        : ` ${counted(links.count, 'link')} to Stripe’s own page, which takes another bank account, ${links.count === 1 ? 'was' : 'were'} handed out during the last day.`}
    </>
  );
}

/** Each session that a stop does not reach, as a path that is open until it expires. */
export function OutgrownSessionItems({ sessions: { count, shown, links } }: { sessions: OutgrownSessions }) {
  const more = count - shown.length;
  const moreLinks = links.count - links.shown.length;
  return (
    <>
      {shown.map((session) => (
        <li key={session.accountSessionId}>
          <AccountLink of={session} />: its owner has a page open that can {inWords(session.lets)}, until{' '}
          <Time at={session.expiresAt} />.
        </li>
      ))}
      {more > 0 ? <li>{more.toLocaleString('en-GB')} more such pages, which end before these.</li> : null}
      {links.shown.map((link) => (
        <li key={link.accountLinkId}>
          <AccountLink of={link} />: its owner was led to Stripe’s own page <Time at={link.handedOutAt} />,
          where another bank account can be given for as long as it stays open.
        </li>
      ))}
      {moreLinks > 0 ? (
        <li>{moreLinks.toLocaleString('en-GB')} more such links, from before these.</li>
      ) : null}
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

/** On the account's page: Stripe's own page, opened from before a hold or a press. */
export function OutgrownLinksNotice({ links: { count, shown } }: { links: HandedOutLinks }) {
  if (count === 0) return null;
  const more = count - shown.length;
  return (
    <Callout tone="held" title="Its owner was led to Stripe’s own page before">
      <ul className="bullets">
        {shown.map(({ accountLinkId, handedOutAt, expiresAt }) => (
          <li key={accountLinkId}>
            <Time at={handedOutAt} />, by an address that opens until <Time at={expiresAt} />
          </li>
        ))}
        {more > 0 ? <li>{counted(more, 'more address', 'more addresses')}, from before these</li> : null}
      </ul>
      <p>
        Another bank account can be given there. How long a page stays open once it is, only Stripe knows. A
        new address is not handed out.
      </p>
    </Callout>
  );
}

function inWords(lets: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(lets);
}
