import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { SettingsPlaces } from '#components/settings/settings-places.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const ctx = await guardPage('sessions.own');
  return (
    <div className="page">
      <PageHead title="Settings" lead="Theme, density and time zone are in the menu behind your name." />
      <SettingsPlaces maySeePeople={permissionsOf(ctx.actor).includes('people.read')} />
    </div>
  );
}
