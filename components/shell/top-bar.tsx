import Link from 'next/link';
import type { ReactNode } from 'react';
import { SearchBox } from '#components/search/search-box.tsx';
import { Sign } from '#components/ui/icons.tsx';
import { NAV_ID } from './nav.tsx';

/** The bar over every page: which world this is, how current it is, whose clock. */
export function TopBar({
  livemode,
  freshness,
  zoneLabel,
  theme,
}: {
  livemode: boolean;
  freshness: ReactNode;
  zoneLabel: string;
  theme: 'system' | 'light' | 'dark';
}) {
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top">
      <button type="button" className="icon-btn menu-open" popoverTarget={NAV_ID}>
        <Sign name="menu" />
        <span className="vh">Open menu</span>
      </button>
      <EnvironmentMark livemode={livemode} />
      <SearchBox />
      <span className="spacer" />
      {freshness}
      <span className="fresh fresh-zone">Times in {zoneLabel}</span>
      <Link href="/search" prefetch={false} className="icon-btn search-open">
        <Sign name="search" />
        <span className="vh">Search</span>
      </Link>
      <form action="/preferences" method="post" className="theme-switch">
        <button type="submit" name="theme" value={other} className="icon-btn">
          <Sign name="theme" />
          <span className="vh">Switch to {other}</span>
        </button>
      </form>
    </header>
  );
}

/** Sandbox or live, by colour and word, at the same place on every page. */
export function EnvironmentMark({ livemode }: { livemode: boolean }) {
  return livemode ? (
    <span className="env env-live">Live</span>
  ) : (
    <span className="env env-sandbox">Sandbox</span>
  );
}
