'use client';

import Link from 'next/link';
import type { Route } from 'next';
import { useLiveStatus } from '#components/shell/live-status.ts';
import { Sign } from '#components/ui/icons.tsx';
import type { StandingSwitch } from '#lib/kill-switch/types.ts';
import { scopeInWords } from './switch-words.ts';

/** On every page while money is stopped, and within a second of the press. */
export function SwitchBanner({
  standing,
  lockedAt,
}: {
  standing: readonly StandingSwitch[];
  /** Since when dispatch is locked; a switch that stands says the more urgent thing. */
  lockedAt: string | null;
}) {
  const live = useLiveStatus();
  const [first, ...others] = live?.killSwitches ?? standing;
  const locked = live === null ? lockedAt : live.dispatchLockedAt;
  if (first === undefined) return locked === null ? null : <LockBanner />;
  const href = (others.length === 0 ? `/kill-switch/${first.killSwitchId}` : '/kill-switch') as Route;
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
      </p>
      <Link href={href} prefetch={false}>
        Open
      </Link>
    </div>
  );
}

function LockBanner() {
  return (
    <div className="banner stopped" role="status">
      <Sign name="alert" />
      <p>
        <b>No payout leaves: dispatch is locked.</b> One person opens it once Stripe’s lists are read whole;
        where they cannot be read it takes two.
      </p>
      <Link href="/kill-switch#dispatch" prefetch={false}>
        Open
      </Link>
    </div>
  );
}
