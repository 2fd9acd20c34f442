import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { ConfirmForm } from '#components/approvals/confirm-form.tsx';
import { PolicyDiff } from '#components/payouts/policy-diff.tsx';
import { PolicyEditor } from '#components/payouts/policy-editor.tsx';
import { PolicyHelp } from '#components/payouts/policy-help.tsx';
import { PolicyHistory, PolicySigners } from '#components/payouts/policy-history.tsx';
import { PolicyLines } from '#components/payouts/policy-lines.tsx';
import { PolicyTrial } from '#components/payouts/policy-trial.tsx';
import { SettingsNav } from '#components/settings/settings-nav.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { actorId } from '#lib/audit/record-audit.ts';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { listPastPayouts, TRIED_DAYS } from '#lib/payouts/policy/past-payout-queries.ts';
import { publishLeaf } from '#lib/payouts/policy/publish-leaf.ts';
import { listPolicyVersions } from '#lib/payouts/policy/queries.ts';
import { lineChanges } from '#lib/payouts/rules/line-changes.ts';
import { parsePolicy } from '#lib/payouts/rules/policy-text.ts';
import { STARTER_POLICY } from '#lib/payouts/rules/starter-policy.ts';
import { tallyRoutes } from '#lib/payouts/rules/tally-routes.ts';
import { BAND_LINES } from '#lib/payouts/rules/band-route.ts';
import type { PolicyVersion } from '#lib/payouts/types.ts';
import { draftPayoutPolicyAction, publishPayoutPolicyAction, withdrawPayoutPolicyAction } from './actions.ts';

export const metadata: Metadata = { title: 'Payout policy' };

export default async function PayoutPolicyPage() {
  const ctx = await guardPage('payouts.read');
  const versions = await listPolicyVersions(ctx);
  const inForce = versions.find(({ state }) => state === 'published') ?? null;
  const draft = versions.find(({ state }) => state === 'draft') ?? null;
  const may = permissionsOf(ctx.actor);
  return (
    <div className="page settings">
      <PageHead
        title="Payout policy"
        lead="Which payouts go by themselves, which wait, and who must look. A change takes two administrators; requests that exist keep the way chosen for them."
      />
      <SettingsNav current="/settings/payout-policy" maySeePeople={may.includes('people.read')} />
      <InForce policy={inForce} />
      {draft === null ? null : <Draft ctx={ctx} draft={draft} inForce={inForce} />}
      {may.includes('policies.edit') ? (
        <Section
          id="write"
          title={draft === null ? 'Write a draft' : 'Change the draft'}
          lead="A draft decides nothing. Once it is saved it is compared with what is in force and tried on the past."
        >
          <PolicyEditor
            action={draftPayoutPolicyAction}
            text={draft?.text ?? inForce?.text ?? STARTER_POLICY}
            seenHash={draft?.textHash ?? null}
          />
          <PolicyHelp />
        </Section>
      ) : null}
      <Section
        id="bands"
        title="What risk bands add"
        lead="Beside every policy: these lines, a reserve of what came in, and a person while Stripe waits for answers of an account that takes much. The people and the wait of both count. A stricter band counts at once; a looser one when a risk reviewer or an administrator agrees."
      >
        <PolicyLines text={BAND_LINES.join('\n')} faults={[]} label="Lines that risk bands add" />
      </Section>
      <Section id="history" title="History" aside={String(versions.length)}>
        <PolicyHistory versions={versions} />
      </Section>
    </div>
  );
}

function InForce({ policy }: { policy: PolicyVersion | null }) {
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

function Draft({
  ctx,
  draft,
  inForce,
}: {
  ctx: Context;
  draft: PolicyVersion;
  inForce: PolicyVersion | null;
}) {
  const { rules, faults } = parsePolicy(draft.text);
  return (
    <Section id="draft" title="Draft" aside={`Version ${String(draft.version)}`}>
      <PolicySigners version={draft} />
      {faults.length > 0 ? (
        <Callout
          tone="failed"
          title={
            faults.length === 1 ? 'One line cannot be read' : `${String(faults.length)} lines cannot be read`
          }
        >
          <ul className="bullets">
            {faults.map(({ line, text }) => (
              <li key={line}>
                <b>Line {line}.</b> {text}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      <h3 className="policy-part">What changes</h3>
      <PolicyDiff changes={lineChanges(inForce?.text ?? '', draft.text)} isFirst={inForce === null} />
      {faults.length === 0 ? (
        <Trial ctx={ctx} rules={rules} inForce={inForce} />
      ) : (
        <p className="muted">It is tried on the past once every line can be read.</p>
      )}
      <Decide ctx={ctx} draft={draft} hasFaults={faults.length > 0} />
    </Section>
  );
}

async function Trial({
  ctx,
  rules,
  inForce,
}: {
  ctx: Context;
  rules: ReturnType<typeof parsePolicy>['rules'];
  inForce: PolicyVersion | null;
}) {
  const { payouts, isCut } = await listPastPayouts(ctx);
  const now = inForce === null ? null : parsePolicy(inForce.text);
  return (
    <>
      <h3 className="policy-part">Tried on the last {TRIED_DAYS} days</h3>
      <PolicyTrial
        days={TRIED_DAYS}
        isCut={isCut}
        draft={tallyRoutes(rules, payouts)}
        inForce={tallyRoutes(now !== null && now.faults.length === 0 ? now.rules : null, payouts)}
      />
    </>
  );
}

async function Decide({ ctx, draft, hasFaults }: { ctx: Context; draft: PolicyVersion; hasFaults: boolean }) {
  const may = permissionsOf(ctx.actor);
  const isOwn = draft.writtenBy === actorId(ctx.actor);
  const oneHand = (await listSameHands(ctx, [draft.writtenBy])).get(draft.writtenBy);
  const fields = { policyVersionId: draft.policyVersionId, seenHash: draft.textHash };
  return (
    <div className="policy-acts">
      {may.includes('policies.publish') && !isOwn && oneHand === undefined && !hasFaults ? (
        <ConfirmForm
          action={publishPayoutPolicyAction}
          fields={fields}
          ways={await readStepUpWays(ctx)}
          purpose="policies.publish"
          root={publishLeaf(draft)}
          does={`Publish version ${String(draft.version)}`}
          pendingLabel="Publishing"
        />
      ) : null}
      {may.includes('policies.edit') ? (
        <ActionForm
          action={withdrawPayoutPolicyAction}
          fields={fields}
          kind="quiet"
          label="Give the draft up"
        />
      ) : null}
      {isOwn ? (
        <p className="muted">You wrote this draft last, so another administrator publishes it.</p>
      ) : null}
      {oneHand === undefined ? null : <p className="muted">{oneHand} Another administrator publishes it.</p>}
    </div>
  );
}
