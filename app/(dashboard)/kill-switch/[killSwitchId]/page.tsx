import type { Metadata } from 'next';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { OpenPaths, Standstill, StoppedMoney } from '#components/kill-switch/progress.tsx';
import { ReleaseForms } from '#components/kill-switch/release-forms.tsx';
import { StateBadge } from '#components/kill-switch/switch-table.tsx';
import { durationInWords, scopeInWords } from '#components/kill-switch/switch-words.ts';
import { Section } from '#components/ui/card.tsx';
import { DefinitionList } from '#components/ui/definition-list.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { readWaitingMoney } from '#lib/kill-switch/progress-queries.ts';
import { getKillSwitch } from '#lib/kill-switch/queries.ts';
import {
  askKillSwitchReleaseAction,
  confirmKillSwitchReleaseAction,
  keepKillSwitchAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Kill switch' };

/** Without a script the page is read again by the browser itself. */
const READ_AGAIN_SECONDS = 3;

export default async function PressPage(props: PageProps<'/kill-switch/[killSwitchId]'>) {
  const ctx = await guardPage('kill_switch.read');
  const { killSwitchId } = await props.params;
  const pressed = await orNotFound(() => getKillSwitch(ctx, killSwitchId));
  const waiting = pressed.state === 'released' ? [] : await readWaitingMoney(ctx, pressed);
  const isUnderWay = pressed.state === 'engaging';
  const permissions = permissionsOf(ctx.actor);
  return (
    <div className="page kill-switch">
      {isUnderWay ? (
        <>
          <KeepFresh />
          <noscript>
            <meta httpEquiv="refresh" content={String(READ_AGAIN_SECONDS)} />
          </noscript>
        </>
      ) : null}
      <PageHead
        title={
          <>
            {scopeInWords(pressed)} <StateBadge pressed={pressed} />
          </>
        }
        lead={pressed.reason}
        crumbs={[{ href: '/kill-switch', label: 'Kill switch' }]}
      />
      <Standstill pressed={pressed} />
      <ReleaseForms
        pressed={pressed}
        mine={ctx.actor.kind === 'operator' ? ctx.actor.operatorId : ''}
        mayRelease={permissions.includes('kill_switch.release')}
        ask={askKillSwitchReleaseAction}
        confirm={confirmKillSwitchReleaseAction}
        keep={permissions.includes('kill_switch.engage') ? keepKillSwitchAction : null}
      />
      {pressed.state === 'released' ? null : (
        <>
          <StoppedMoney waiting={waiting} />
          <OpenPaths />
        </>
      )}
      <Section id="record" title="On record">
        <DefinitionList
          items={[
            ['Pressed', <Time key="pressed" at={pressed.pressedAt} seconds />],
            ['By', pressed.engagedBy],
            ['Time to stop', pressed.stopMs === null ? null : durationInWords(pressed.stopMs)],
            ['Under way at the press', String(pressed.inFlight)],
            [
              'Released',
              pressed.releasedAt === null ? null : <Time key="released" at={pressed.releasedAt} seconds />,
            ],
            ['Released by', released(pressed)],
          ]}
        />
      </Section>
    </div>
  );
}

function released({
  releasedBy,
  releaseAskedBy,
}: {
  releasedBy: string | null;
  releaseAskedBy: string | null;
}) {
  if (releasedBy === null) return null;
  return releaseAskedBy === null ? releasedBy : `${releaseAskedBy} and ${releasedBy}`;
}
