import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { ConfirmChange } from '#components/settings/confirm-change.tsx';
import { InviteForm } from '#components/settings/invite-form.tsx';
import { PersonList } from '#components/settings/person-list.tsx';
import { WaitingChanges } from '#components/settings/waiting-changes.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { planChange } from '#lib/people/plan-change.ts';
import { listPeople, listSameHands, listWaitingChanges } from '#lib/people/queries.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';
import {
  changeOperatorAction,
  decideOperatorChangeAction,
  disableOperatorAction,
  endSessionsOfOperatorAction,
  inviteOperatorAction,
  renewInvitationAction,
  vouchForOperatorAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'People' };

const ACTIONS = {
  disable: disableOperatorAction,
  endSessions: endSessionsOfOperatorAction,
  renewLink: renewInvitationAction,
  vouch: vouchForOperatorAction,
};

export default async function PeoplePage({ searchParams }: PageProps<'/settings/people'>) {
  const ctx = await guardPage('people.read');
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/people"
      title="People"
      lead="Who may do what. A change counts at the person’s next click."
    >
      <Patiently fallback={<SkeletonParts label="Reading who is here" main={[['People', 20]]} />}>
        {drawPeople(ctx, await searchParams)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawPeople(
  ctx: Context,
  { person = '', change = '', role = '' }: RawSearchParams,
): Promise<ReactNode> {
  const [people, waiting] = await Promise.all([listPeople(ctx), listWaitingChanges(ctx)]);
  const sameHands = await listSameHands(
    ctx,
    waiting.map(({ requestedBy }) => requestedBy),
  );
  const mayManage = permissionsOf(ctx.actor).includes('people.manage');
  const ways = mayManage ? await readStepUpWays(ctx) : null;
  const me = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '';
  const planned =
    ways === null
      ? null
      : planChange(people, { operatorId: String(person), change: String(change), role: String(role) });
  return (
    <>
      {planned === null || ways === null ? null : (
        <Section id="change" first title={`Change ${planned.name}`}>
          <ConfirmChange planned={planned} ways={ways} action={changeOperatorAction} />
        </Section>
      )}
      {waiting.length > 0 ? (
        <Section
          id="waiting"
          first={planned === null}
          title="Waiting for a second administrator"
          lead="Making or unmaking an administrator takes two. Whoever asked cannot decide."
        >
          <WaitingChanges
            changes={waiting}
            decide={mayManage ? decideOperatorChangeAction : null}
            ways={ways}
            me={me}
            sameHands={sameHands}
          />
        </Section>
      ) : null}
      <Section
        id="people"
        first={waiting.length === 0 && planned === null}
        title="People"
        aside={String(people.length)}
      >
        <PersonList people={people} actions={mayManage ? ACTIONS : null} ways={ways} me={me} />
      </Section>
      {mayManage ? (
        <Section
          id="invite"
          title="Invite"
          lead="An administrator starts with another role; a second administrator then approves the change."
        >
          <InviteForm action={inviteOperatorAction} />
        </Section>
      ) : null}
    </>
  );
}
