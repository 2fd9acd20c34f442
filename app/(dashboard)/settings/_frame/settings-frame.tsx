import type { Route } from 'next';
import type { ReactNode } from 'react';
import { SettingsNav } from '#components/settings/settings-nav.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';

/** What every page of the settings has: its title, one sentence and the way to the other ones. */
export function SettingsFrame({
  ctx,
  current,
  title,
  lead,
  children,
}: {
  ctx: Context;
  current: Route;
  title: string;
  lead: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="page settings">
      <PageHead title={title} lead={lead} />
      <SettingsNav current={current} maySeePeople={permissionsOf(ctx.actor).includes('people.read')} />
      {children}
    </div>
  );
}
