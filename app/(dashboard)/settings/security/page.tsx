import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { AddPasskey } from '#components/settings/add-passkey.tsx';
import { CodesForm } from '#components/settings/codes-form.tsx';
import { OthersFactors, OwnFactors } from '#components/settings/factor-list.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { listOthersFactors, listOwnFactors, readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { relyingParty } from '#lib/approvals/step-up/relying-party.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';
import { confirmFactorAction, enrolCodesAction, enrolPasskeyAction, removeFactorAction } from './actions.ts';

export const metadata: Metadata = { title: 'Security' };

export default async function SecurityPage() {
  const ctx = await guardPage('step_up.own');
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/security"
      title="Security"
      lead="With what you confirm a money decision. Each new one counts after an administrator who is somebody else has confirmed that it is yours."
    >
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading what you confirm with"
            main={[
              ['Yours', 4],
              ['Add a passkey', 4],
              ['One-time codes', 3],
            ]}
          />
        }
      >
        {drawSecurity(ctx)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawSecurity(ctx: Context): Promise<ReactNode> {
  const may = permissionsOf(ctx.actor);
  const [factors, ways, others] = await Promise.all([
    listOwnFactors(ctx),
    readStepUpWays(ctx),
    may.includes('step_up.recover') ? listOthersFactors(ctx) : null,
  ]);
  return (
    <>
      <Section id="factors" first title="Yours" aside={String(factors.length)}>
        <OwnFactors
          factors={factors}
          isFirst={others !== null && !ways.hasCodes && !ways.hasPasskey}
          remove={removeFactorAction}
        />
        {ways.demo === null ? null : (
          <p className="small muted demo-codes">
            The codes of the demo are no secret: every form that asks for one shows it. For an authenticator
            app of your own: <span className="mono wrap-anywhere">{ways.demo.secret}</span>
          </p>
        )}
      </Section>
      <Section
        id="passkey"
        title="Add a passkey"
        lead="A key in this device, in your phone or on a stick. It signs exactly what you decide, and anybody can check that later."
      >
        <AddPasskey enrol={enrolPasskeyAction} host={relyingParty().id} />
      </Section>
      <Section
        id="codes"
        title="One-time codes"
        lead="Six digits from an authenticator app, for where a passkey does not work. They prove that you were there, but sign nothing."
      >
        {ways.hasCodes ? (
          <p className="muted">You have them already. Remove them first to move to another phone.</p>
        ) : (
          <CodesForm
            enrol={enrolCodesAction}
            hasWaiting={factors.some(({ kind, isActive }) => kind === 'totp' && !isActive)}
          />
        )}
      </Section>
      {others === null ? null : (
        <Section
          id="others"
          title="Of everybody else"
          aside={String(others.length)}
          lead="Confirm after you have asked the person themselves, not by mail, with what you confirm decisions with. Lost one? Remove it; a second administrator then confirms the new one."
        >
          <OthersFactors
            factors={others}
            ways={ways}
            confirm={confirmFactorAction}
            remove={removeFactorAction}
            sameHands={await listSameHands(
              ctx,
              others.map(({ operatorId }) => operatorId),
            )}
          />
        </Section>
      )}
    </>
  );
}
