import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { InviteForm } from '#components/settings/invite-form.tsx';
import { PersonList } from '#components/settings/person-list.tsx';
import { SettingsNav } from '#components/settings/settings-nav.tsx';
import { WaitingChanges } from '#components/settings/waiting-changes.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { listPeople, listSameHands, listWaitingChanges } from '#lib/people/queries.ts';
import {
  changeOperatorAction,
  decideOperatorChangeAction,
  endSessionsOfOperatorAction,
  inviteOperatorAction,
  renewInvitationAction,
  vouchForOperatorAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'People' };

const ACTIONS = {
  change: changeOperatorAction,
  endSessions: endSessionsOfOperatorAction,
  renewLink: renewInvitationAction,
  vouch: vouchForOperatorAction,
};

export default async function PeoplePage() {
  const ctx = await guardPage('people.read');
  const [people, waiting] = await Promise.all([listPeople(ctx), listWaitingChanges(ctx)]);
  const sameHands = await listSameHands(
    ctx,
    waiting.map(({ requestedBy }) => requestedBy),
  );
  const mayManage = permissionsOf(ctx.actor).includes('people.manage');
  const me = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '';
  return (
    <div className="page settings">
      <PageHead title="People" lead="Who may do what. A change counts at the person’s next click." />
      <SettingsNav
        current="/settings/people"
        maySeePeople={permissionsOf(ctx.actor).includes('people.read')}
      />
      {waiting.length > 0 ? (
        <Section
          id="waiting"
          first
          title="Waiting for a second administrator"
          lead="Making or unmaking an administrator takes two. Whoever asked cannot decide."
        >
          <WaitingChanges
            changes={waiting}
            decide={mayManage ? decideOperatorChangeAction : null}
            me={me}
            sameHands={sameHands}
          />
        </Section>
      ) : null}
      <Section id="people" first={waiting.length === 0} title="People" aside={String(people.length)}>
        <PersonList people={people} actions={mayManage ? ACTIONS : null} me={me} />
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
    </div>
  );
}
