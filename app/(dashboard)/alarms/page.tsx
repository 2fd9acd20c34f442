import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { AlarmList } from '#components/alarms/alarm-list.tsx';
import { alarmTitle } from '#components/alarms/alarm-words.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { EmptyState, SkeletonPage } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { ALARMS_SHOWN, listAlarmCauses } from '#lib/overview/alarm-queries.ts';
import { closeAlarmAction } from './actions.ts';

export const metadata: Metadata = { title: 'Alarms' };

export default async function AlarmsPage(props: PageProps<'/alarms'>) {
  const ctx = await guardPage('overview.read');
  const kind = readParam(await props.searchParams, 'kind');
  return (
    <Patiently fallback={<SkeletonPage title="Alarms" label="Reading the open alarms" />}>
      {drawAlarms(ctx, kind)}
    </Patiently>
  );
}

async function drawAlarms(ctx: Context, kind: string | undefined): Promise<ReactNode> {
  const causes = await listAlarmCauses(ctx, kind);
  const alarmCount = causes.reduce((sum, { alarms }) => sum + alarms.length, 0);
  const mayClose = permissionsOf(ctx.actor).includes('alarms.close');
  return (
    <div className="page">
      <PageHead
        title="Alarms"
        lead={
          kind === undefined
            ? 'What Sluice could not settle by itself: the most urgent first, then the oldest. An alarm whose cause is gone closes itself where Sluice can see that.'
            : `Only “${alarmTitle(kind)}”, oldest first.`
        }
        actions={kind === undefined ? null : <LinkButton href="/alarms">All alarms</LinkButton>}
      />
      {causes.length === 0 ? (
        <EmptyState title="No alarm is open" />
      ) : (
        <>
          {mayClose ? null : (
            <p className="small muted">Finance operators and administrators may close an alarm.</p>
          )}
          <AlarmList causes={causes} close={mayClose ? closeAlarmAction : null} />
          {alarmCount === ALARMS_SHOWN ? (
            <p className="small muted">The first {ALARMS_SHOWN} are shown; close them to see the rest.</p>
          ) : null}
        </>
      )}
    </div>
  );
}
