'use client';

import Link from 'next/link';
import type { Route } from 'next';
import { useLiveStatus } from '#components/shell/live-status.ts';
import { Sign } from '#components/ui/icons.tsx';
import type { StandingSwitch } from '#lib/kill-switch/types.ts';
import type { StandingLock } from '#lib/overview/types.ts';
import { scopeInWords } from './switch-words.ts';

/** On every page while money is stopped, and within a second of the press. */
export function SwitchBanner({
  standing,
  lock,
}: {
  standing: readonly StandingSwitch[];
  /** Stands beside whatever is stopped: a switch of one country would read as if all others left. */
  lock: StandingLock | null;
}) {
  const live = useLiveStatus();
  const [first, ...others] = live?.killSwitches ?? standing;
  const locked = live === null ? lock : lockNow(lock, live.dispatchLock);
  if (first === undefined)
    return locked === null ? null : <LockBanner isRead={locked.readWholeAt !== null} />;
  const href = (
    others.length === 0 && locked === null ? `/kill-switch/${first.killSwitchId}` : '/kill-switch'
  ) as Route;
  return (
    <div className="banner stopped" role="status">
      <Sign name="alert" />
      <p>
        <b>Kill switch{first.state === 'engaging' ? ': stopping' : ''}.</b>{' '}
        {first.state === 'engaging' ? 'No payout begins; calls under way are waited for. ' : null}
        {scopeInWords(first)}{' '}
        {others.length === 0
          ? 'stay'
          : `and ${String(others.length)} more ${others.length === 1 ? 'scope' : 'scopes'} stay`}{' '}
        until two people release it.
        {locked === null ? null : ' Dispatch is locked as well: no payout leaves at all.'}
      </p>
      <Link href={href} prefetch={false}>
        Open
      </Link>
    </div>
  );
}

/** What is under the banner may have been read after the last message: that the lists of the same lock are read is never taken back. */
function lockNow(drawn: StandingLock | null, told: StandingLock | null): StandingLock | null {
  return told?.readWholeAt === null && drawn?.lockedAt === told.lockedAt ? drawn : told;
}

function LockBanner({ isRead }: { isRead: boolean }) {
  return (
    <div className="banner stopped" role="status">
      <Sign name="alert" />
      <p>
        <b>No payout leaves: dispatch is locked.</b>{' '}
        {isRead
          ? 'Stripe’s lists have been read whole since: one person can open it.'
          : 'One person opens it once Stripe’s lists are read whole; where they cannot be read it takes two.'}
      </p>
      <Link href="/kill-switch#dispatch" prefetch={false}>
        Open
      </Link>
    </div>
  );
}
