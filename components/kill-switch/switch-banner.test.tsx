import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, expect, it, vi } from 'vitest';
import type { LiveStatus } from '../shell/live-status.ts';
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
