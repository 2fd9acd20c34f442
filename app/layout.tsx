import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { readPreferences } from '#app/_edge/preferences.ts';
import { yearIn } from '#components/ui/format-instant.ts';
import { SingleKeysProvider } from '#components/ui/single-keys.tsx';
import { ZoneProvider } from '#components/ui/zone.tsx';
import { now } from '#lib/clock.ts';
import './styles/index.css';

export const metadata: Metadata = {
  title: { default: 'Sluice', template: '%s · Sluice' },
  description: 'The control room for money that leaves a Stripe Connect platform',
  robots: { index: false, follow: false },
};

export default async function RootLayout({ children }: LayoutProps<'/'>) {
  // Reading the request makes every page dynamic, and only a dynamic page can carry this response's nonce.
  await headers();
  const { theme, density, zone, singleKeys } = await readPreferences();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme} data-density={density}>
      <body>
        <ZoneProvider zone={zone} year={yearIn(zone, now())}>
          <SingleKeysProvider areOn={singleKeys === 'on'}>{children}</SingleKeysProvider>
        </ZoneProvider>
      </body>
    </html>
  );
}
