import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { getOperator } from '#app/_edge/operator.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { SessionList } from '#components/settings/session-list.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { sessionHandle } from '#lib/auth/session-handle.ts';
import { listOwnSessions } from '#lib/auth/session-queries.ts';
import type { Context } from '#lib/context.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';
import { endOperatorSessionAction, endOtherOperatorSessionsAction } from './actions.ts';

export const metadata: Metadata = { title: 'Your sessions' };

export default async function SessionsPage() {
  const ctx = await guardPage('sessions.own');
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/sessions"
      title="Your sessions"
      lead="Where you are signed in. A session ends after 15 minutes without use and after 12 hours in any case."
    >
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading your sessions"
            main={[
              ['Open now', 4],
              ['Everywhere else', 2],
            ]}
          />
        }
      >
        {drawSessions(ctx)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawSessions(ctx: Context): Promise<ReactNode> {
  const [sessions, operator] = await Promise.all([listOwnSessions(ctx), getOperator()]);
  const thisHandle = operator ? sessionHandle(operator.sessionId) : '';
  return (
    <>
      <Section id="sessions" first title="Open now" aside={String(sessions.length)}>
        <SessionList sessions={sessions} thisHandle={thisHandle} end={endOperatorSessionAction} />
      </Section>
      <Section
        id="others"
        title="Everywhere else"
        lead="Something looks strange, or a laptop is lost: end all but this one."
      >
        <ActionForm
          action={endOtherOperatorSessionsAction}
          fields={{ keptSessionHandle: thisHandle }}
          label="End all other sessions"
          pendingLabel="Ending"
          done="Only this one is left."
        />
      </Section>
    </>
  );
}
