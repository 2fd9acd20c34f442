import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { DraftSection } from '#app/(dashboard)/_texts/draft-section.tsx';
import { WriteSection } from '#app/(dashboard)/_texts/write-section.tsx';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { PolicyHelp } from '#components/payouts/policy-help.tsx';
import { PolicySigners, TextHistory } from '#components/payouts/policy-history.tsx';
import { PolicyLines } from '#components/payouts/policy-lines.tsx';
import { PolicyTrial } from '#components/payouts/policy-trial.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listPastPayouts, TRIED_DAYS } from '#lib/payouts/policy/past-payout-queries.ts';
import { PAYOUT_POLICY } from '#lib/payouts/policy/payout-policy.ts';
import { listPolicyVersions } from '#lib/payouts/policy/queries.ts';
import { parsePolicy, readDraft } from '#lib/payouts/rules/policy-text.ts';
import { STARTER_POLICY } from '#lib/payouts/rules/starter-policy.ts';
import { tallyRoutes } from '#lib/payouts/rules/tally-routes.ts';
import { BAND_LINES } from '#lib/payouts/rules/band-route.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';
import { draftPayoutPolicyAction, publishPayoutPolicyAction, withdrawPayoutPolicyAction } from './actions.ts';

export const metadata: Metadata = { title: 'Payout policy' };

export default async function PayoutPolicyPage() {
  const ctx = await guardPage('payouts.read');
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/payout-policy"
      title="Payout policy"
      lead="Which payouts go by themselves, which wait, and who must look. A change takes two administrators; requests that exist keep the way chosen for them."
    >
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading the policy"
            main={[
              ['In force', 10],
              ['What risk bands add', 6],
              ['History', 3],
            ]}
          />
        }
      >
        {drawPolicy(ctx)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawPolicy(ctx: Context): Promise<ReactNode> {
  const versions = await listPolicyVersions(ctx);
  const inForce = versions.find(({ state }) => state === 'published') ?? null;
  const draft = versions.find(({ state }) => state === 'draft') ?? null;
  const may = permissionsOf(ctx.actor);
  return (
    <>
      <InForce policy={inForce} />
      {draft === null ? null : <Draft ctx={ctx} draft={draft} inForce={inForce} />}
      {may.includes('policies.edit') ? (
        <WriteSection draft={draft} text={inForce?.text ?? STARTER_POLICY} action={draftPayoutPolicyAction}>
          <PolicyHelp />
        </WriteSection>
      ) : null}
      <Section
        id="bands"
        title="What risk bands add"
        lead="Beside every policy: these lines, a reserve of what came in, and a person while Stripe waits for answers of an account that takes much. The people and the wait of both count. A stricter band counts at once; a looser one when a risk reviewer or an administrator agrees."
      >
        <PolicyLines text={BAND_LINES.join('\n')} faults={[]} label="Lines that risk bands add" />
      </Section>
      <TextHistory versions={versions} what="a policy" />
    </>
  );
}

function InForce({ policy }: { policy: TextVersion | null }) {
  return (
    <Section
      id="in-force"
      first
      title="In force"
      aside={policy === null ? undefined : `Version ${String(policy.version)}`}
    >
      {policy === null ? (
        <p>No policy is published, so two people decide about every payout.</p>
      ) : (
        <>
          <PolicySigners version={policy} />
          <PolicyLines
            text={policy.text}
            faults={parsePolicy(policy.text).faults}
            label="The policy in force"
          />
        </>
      )}
    </Section>
  );
}

const ACTS = {
  kind: PAYOUT_POLICY,
  edit: 'policies.edit',
  publish: 'policies.publish',
  publishAction: publishPayoutPolicyAction,
  withdrawAction: withdrawPayoutPolicyAction,
} as const;

function Draft({ ctx, draft, inForce }: { ctx: Context; draft: TextVersion; inForce: TextVersion | null }) {
  const { rules, faults } = readDraft(draft.text);
  return (
    <DraftSection
      ctx={ctx}
      draft={draft}
      before={inForce?.text ?? null}
      faults={faults}
      triedDays={TRIED_DAYS}
      acts={ACTS}
    >
      <Trial ctx={ctx} rules={rules} inForce={inForce} />
    </DraftSection>
  );
}

type Tried = {
  ctx: Context;
  rules: ReturnType<typeof parsePolicy>['rules'];
  inForce: TextVersion | null;
};

function Trial(tried: Tried) {
  return (
    <Patiently
      fallback={<SkeletonTable label="Trying it on the past" columns={['Payouts', 'Draft', 'In force']} />}
    >
      {drawTrial(tried)}
    </Patiently>
  );
}

async function drawTrial({ ctx, rules, inForce }: Tried): Promise<ReactNode> {
  const { payouts, isCut } = await listPastPayouts(ctx);
  const now = inForce === null ? null : parsePolicy(inForce.text);
  return (
    <PolicyTrial
      days={TRIED_DAYS}
      isCut={isCut}
      draft={tallyRoutes(rules, payouts)}
      inForce={tallyRoutes(now !== null && now.faults.length === 0 ? now.rules : null, payouts)}
    />
  );
}
