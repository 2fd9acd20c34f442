import { Suspense } from 'react';
import { getOperator, requireContext } from '#app/_edge/operator.ts';
import { readStatus } from '#app/_edge/shell-status.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { SwitchBanner } from '#components/kill-switch/switch-banner.tsx';
import { AlarmCount } from '#components/shell/alarm-count.tsx';
import { DecideCount } from '#components/shell/decide-count.tsx';
import { FailedCount } from '#components/shell/failed-count.tsx';
import { Freshness } from '#components/shell/freshness.tsx';
import { Nav } from '#components/shell/nav.tsx';
import { PersonMenu } from '#components/shell/person-menu.tsx';
import { RefusalBanner } from '#components/shell/refusal-banner.tsx';
import { StaleBanner } from '#components/shell/stale-banner.tsx';
import { TopBar } from '#components/shell/top-bar.tsx';
import { EscapeShuts } from '#components/ui/escape-shuts.tsx';
import { formatZone } from '#components/ui/format-instant.ts';
import { now } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { readStopped } from '#lib/overview/shell-status.ts';

/** The frame. It waits for nothing and guards nothing: each page checks who asks, and each part here reads for itself. */
export default async function DashboardLayout({ children }: LayoutProps<'/'>) {
  const { theme, zone } = await readPreferences();
  return (
    <div className="shell">
      <EscapeShuts />
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Suspense fallback={<Nav counts={{}} person={null} />}>
        <NavWithCounts />
      </Suspense>
      <div className="main">
        <TopBar
          livemode={env().livemode}
          theme={theme}
          zoneLabel={formatZone(zone, now())}
          freshness={
            <Suspense>
              <FreshnessNow />
            </Suspense>
          }
        />
        <SwitchBannerNow />
        <Suspense>
          <StaleBannerNow />
        </Suspense>
        <RefusalBanner />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer className="zone-foot small muted">Times in {formatZone(zone, now())}</footer>
      </div>
    </div>
  );
}

async function NavWithCounts() {
  const operator = await getOperator();
  if (!operator) return <Nav counts={{}} person={null} />;
  const [status, preferences] = await Promise.all([readStatus(), readPreferences()]);
  return (
    <Nav
      counts={{
        '/payouts': <DecideCount waiting={status.toDecide} />,
        '/alarms': <AlarmCount open={status.openAlarms} />,
        '/events': <FailedCount failed={status.failedEvents} />,
      }}
      person={
        <PersonMenu
          person={operator}
          preferences={preferences}
          zoneLabel={formatZone(preferences.zone, now())}
        />
      }
    />
  );
}

async function FreshnessNow() {
  if (!(await getOperator())) return null;
  const { secondsBehind, stale } = await readStatus();
  return <Freshness secondsBehind={secondsBehind} stale={stale} />;
}

/** Waited for, unlike the rest of the frame: without a script nothing that comes later is seen. Reads two small tables. */
async function SwitchBannerNow() {
  if (!(await getOperator())) return null;
  const { killSwitches, dispatchLock } = await readStopped(await requireContext());
  return <SwitchBanner standing={killSwitches} lock={dispatchLock} />;
}

async function StaleBannerNow() {
  if (!(await getOperator())) return null;
  return <StaleBanner stale={(await readStatus()).stale} />;
}
