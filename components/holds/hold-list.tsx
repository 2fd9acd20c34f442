import type { Route } from 'next';
import Link from 'next/link';
import type { HoldView } from '#lib/holds/types.ts';
import { canLeaveWithoutUs } from '../connected-accounts/lock-words.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { ceilingLeft, holdExtent, holdReason, holdSource } from './hold-words.ts';
import { HoldRelease, offersRelease, type HoldActions } from './hold-release.tsx';

/**
 * Reasons for money to stay, open ones in full and released ones folded.
 * @param ownerReads by the id of an open one, what its owner's portal says for it @param actions null when the reader may not act @param mine operator id of the reader
 * @param payoutRequestId the request on whose page it stands, so that its own holds need no link to it
 * @param releaseKey the letter that opens the form of the first that its reader can do something about
 * @param isBesides none of them keeps that request: they are not called by what they do to others
 */
export function HoldList({
  holds,
  ownerReads,
  now,
  mine,
  actions,
  payoutRequestId = null,
  isBesides = false,
  releaseKey,
}: {
  holds: readonly HoldView[];
  ownerReads: ReadonlyMap<string, readonly string[]>;
  now: Date;
  mine: string;
  actions: HoldActions | null;
  payoutRequestId?: string | null;
  isBesides?: boolean;
  releaseKey?: string | undefined;
}) {
  const open = holds.filter(({ state }) => state !== 'released');
  const first = open.find((hold) => offersRelease(hold, mine, actions));
  const released = holds.filter(({ state }) => state === 'released');
  return (
    <>
      {open.length === 0 && payoutRequestId === null ? <p className="muted">Nothing is held.</p> : null}
      {open.length === 0 ? null : (
        <ul className="notes holds">
          {open.map((hold) => (
            <li key={hold.holdId}>
              <Head hold={hold} isOwnPage={hold.payoutRequestId === payoutRequestId} isBesides={isBesides} />
              <Texts hold={hold} ownerReads={ownerReads.get(hold.holdId) ?? []} />
              <AskedOfOwner hold={hold} />
              <Clock hold={hold} now={now} />
              <HoldRelease
                hold={hold}
                mine={mine}
                actions={actions}
                letter={hold === first ? releaseKey : undefined}
              />
            </li>
          ))}
        </ul>
      )}
      {released.length === 0 ? null : (
        <details className="fold">
          <summary>
            {released.length === 1 ? '1 was released' : `${String(released.length)} were released`}
          </summary>
          <ul className="notes holds">
            {released.map((hold) => (
              <li key={hold.holdId}>
                <Head hold={hold} isOwnPage={hold.payoutRequestId === payoutRequestId} />
                <Texts hold={hold} ownerReads={null} />
                <p className="small muted">
                  Released {hold.releasedAt === null ? null : <Time at={hold.releasedAt} />} by{' '}
                  {hold.releasedBy === null
                    ? holdSource(hold.source)
                    : `${hold.releaseAskedBy ?? 'somebody'} and ${hold.releasedBy}`}
                  : <bdi>{hold.releaseReason}</bdi>
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Head({
  hold,
  isOwnPage,
  isBesides = false,
}: {
  hold: HoldView;
  isOwnPage: boolean;
  isBesides?: boolean;
}) {
  const { state, escalatedAt, payoutRequestId } = hold;
  return (
    <p className="hold-head">
      {state === 'released' ? (
        <Badge>Released</Badge>
      ) : isBesides ? (
        <Badge>{hold.keepsPercent < 100 ? 'Reserve' : 'Account held'}</Badge>
      ) : (
        <Badge tone="held">{isOnlyOurs(hold) ? 'Ours stay' : 'Held'}</Badge>
      )}
      {state !== 'released' && escalatedAt !== null ? <Badge tone="failed">Waits too long</Badge> : null}
      <b>{holdReason(hold.reason)}</b>
      <span className="soft">
        {holdExtent(hold)}
        {payoutRequestId === null || isOwnPage ? null : (
          <>
            :{' '}
            <Link href={`/payouts/${payoutRequestId}` as Route} prefetch={false}>
              <span className="mono">{payoutRequestId.slice(0, 12)}</span>
            </Link>
          </>
        )}
      </span>
    </p>
  );
}

/** Of an account whose money can leave without us: a weak lock is never called held. */
const isOnlyOurs = ({ payoutRequestId, lockStrength }: HoldView): boolean =>
  payoutRequestId === null && canLeaveWithoutUs(lockStrength);

/** @param ownerReads null of one that is released: what its owner read then is not kept, only what it would have said */
function Texts({
  hold: { reviewerText, ownerText },
  ownerReads,
}: {
  hold: HoldView;
  ownerReads: readonly string[] | null;
}) {
  return (
    <>
      <p className="written">
        <bdi>{reviewerText}</bdi>
      </p>
      <p className="small muted">
        {ownerReads === null
          ? `Its words for the owner: “${ownerText}”`
          : ownerReads.length === 0
            ? 'The owner reads nothing of it.'
            : `The owner reads: “${ownerReads.join(' ')}”`}
      </p>
    </>
  );
}

/** Documents do not come by themselves: where their owner was asked for them, or the way to ask. */
function AskedOfOwner({ hold: { reason, asked, connectedAccountId } }: { hold: HoldView }) {
  if (reason !== 'documents_missing') return null;
  const { said, link } = ASKED[asked];
  return (
    <p className="small">
      {said}{' '}
      <Link href={`/connected-accounts/${connectedAccountId}#information` as Route} prefetch={false}>
        {link}
      </Link>
    </p>
  );
}

const ASKED: Readonly<Record<HoldView['asked'], { said: string; link: string }>> = {
  nothing: {
    said: 'Its owner was not asked for them here, so they learn nothing of what is missing.',
    link: 'Ask them',
  },
  waiting: { said: 'Its owner was asked and has not answered yet.', link: 'See what they were asked' },
  answered: { said: 'Its owner has answered; nobody has closed that yet.', link: 'See the answer' },
};

function Clock({ hold, now }: { hold: HoldView; now: Date }) {
  const ceiling = ceilingLeft(hold, now);
  return (
    <p className="small muted">
      Placed by {hold.placedBy ?? holdSource(hold.source)} <Time at={hold.placedAt} />. To be looked at by{' '}
      <Time at={hold.reviewBy} />; {afterReview(hold.source)}{' '}
      <span className={ceiling.isNear ? 't-failed' : undefined}>
        Of the oldest money, {ceiling.text} (<Time at={hold.ceilingAt} show="day" />
        ).
      </span>
    </p>
  );
}

/** That nobody looked in time lifts nothing; whether anything but people does. */
function afterReview(source: HoldView['source']): string {
  return source === 'risk'
    ? 'no deadline lifts it, but risk does once what it saw has stayed away for a day.'
    : 'it stays whatever the time.';
}
