'use client';

import Link from 'next/link';
import type { Route } from 'next';
import { useLiveStatus } from '#components/shell/live-status.ts';
import { Sign } from '#components/ui/icons.tsx';
import type { StandingSwitch } from '#lib/kill-switch/types.ts';
import { scopeInWords } from './switch-words.ts';

/** On every page while money is stopped, and within a second of the press. */
export function SwitchBanner({ standing }: { standing: readonly StandingSwitch[] }) {
  const switches = useLiveStatus()?.killSwitches ?? standing;
  const [first, ...others] = switches;
  if (first === undefined) return null;
  const href = (others.length === 0 ? `/kill-switch/${first.killSwitchId}` : '/kill-switch') as Route;
  return (
    <div className="banner stopped" role="status">
      <Sign name="alert" />
      <p>
        <b>Kill switch{first.state === 'engaging' ? ': stopping' : ''}.</b>{' '}
        {first.state === 'engaging' ? 'No payout begins; calls under way are waited for. ' : null}
        {scopeInWords(first)} {others.length === 0 ? 'stay' : `and ${String(others.length)} more scopes stay`}{' '}
        until two people release it.
      </p>
      <Link href={href} prefetch={false}>
        Open
      </Link>
    </div>
  );
}
