import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, expect, it, vi } from 'vitest';
import type { LiveStatus } from '../shell/live-status.ts';
import type { StandingSwitch } from '#lib/kill-switch/types.ts';
import type { StandingLock } from '#lib/overview/types.ts';
import { SwitchBanner } from './switch-banner.tsx';

let live: Pick<LiveStatus, 'killSwitches' | 'dispatchLock'> | null = null;
vi.mock('#components/shell/live-status.ts', () => ({ useLiveStatus: () => live }));
beforeEach(() => {
  live = null;
});

const AT = '2026-11-23T09:30:00.000Z';
const LATER = '2026-11-23T09:31:30.000Z';
const lock = (readWholeAt: string | null, lockedAt = AT): StandingLock => ({ lockedAt, readWholeAt });
const said = (drawn: StandingLock | null): string =>
  renderToStaticMarkup(<SwitchBanner standing={[]} lock={drawn} />).replaceAll(/<[^>]+>/g, '');
const READ = 'Stripe’s lists have been read whole since: one person can open it.';
const UNREAD = 'One person opens it once Stripe’s lists are read whole';

it('says of a lock of dispatch whether Stripe’s lists are read', () => {
  expect(said(null)).toBe('');
  expect(said(lock(null))).toContain(UNREAD);
  expect(said(lock(LATER))).toContain(READ);
});

it('says of a switch for one country that no other payout leaves either while dispatch is locked', () => {
  const standing: StandingSwitch[] = [
    {
      killSwitchId: 'ksw_1',
      scope: 'country',
      scopeValue: 'KW',
      scopeName: null,
      state: 'engaged',
      pressedAt: AT,
    },
  ];
  const html = (drawn: StandingLock | null): string =>
    renderToStaticMarkup(<SwitchBanner standing={standing} lock={drawn} />);
  expect(html(null)).not.toContain('Dispatch is locked');
  expect(html(null)).toContain('href="/kill-switch/ksw_1"');
  expect(html(lock(null))).toContain(
    'until two people release it. Dispatch is locked as well: no payout leaves at all.',
  );
  expect(html(lock(null)), 'where both stand').toContain('href="/kill-switch"');
});

it('says so from whichever came last, the page or the message to it', () => {
  live = { killSwitches: [], dispatchLock: lock(LATER) };
  expect(said(lock(null))).toContain(READ);
  live = { killSwitches: [], dispatchLock: lock(null) };
  expect(said(lock(LATER))).toContain(READ);
  // Locked anew since the page was drawn: of that lock nothing is read.
  live = { killSwitches: [], dispatchLock: lock(null, LATER) };
  expect(said(lock(LATER))).toContain(UNREAD);
  live = { killSwitches: [], dispatchLock: null };
  expect(said(lock(null))).toBe('');
});
