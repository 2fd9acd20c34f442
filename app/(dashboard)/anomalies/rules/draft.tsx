import { ConfirmForm } from '#components/approvals/confirm-form.tsx';
import { PolicyDiff } from '#components/payouts/policy-diff.tsx';
import { PolicySigners } from '#components/payouts/policy-history.tsx';
import { RuleTrialView } from '#components/risk/rule-trial.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { actorId } from '#lib/audit/record-audit.ts';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { lineChanges } from '#lib/payouts/rules/line-changes.ts';
import { rulesLeaf } from '#lib/risk/rule-versions/publish-leaf.ts';
import { tryRiskRules } from '#lib/risk/rule-versions/trial-queries.ts';
import { TRIED_DAYS } from '#lib/risk/rule-versions/try-instruments.ts';
import { parseRiskRules, type RiskRuleFault } from '#lib/risk/rules/rule-text.ts';
import type { RuleVersion } from '#lib/risk/types.ts';
import { publishRiskRulesAction, withdrawRiskRulesAction } from './actions.ts';

/** A draft with its faults, what it changes, what it would have done, and what its reader may do about it. */
export async function RuleDraft({
  ctx,
  draft,
  inForce,
}: {
  ctx: Context;
  draft: RuleVersion;
  inForce: string;
}) {
  const { rules, faults } = parseRiskRules(draft.text);
  return (
    <Section id="draft" title="Draft" aside={`Version ${String(draft.version)}`}>
      <PolicySigners version={draft} />
      {faults.length > 0 ? <Faults faults={faults} /> : null}
      <h3 className="policy-part">What changes</h3>
      <PolicyDiff changes={lineChanges(inForce, draft.text)} isFirst={false} />
      <h3 className="policy-part">Tried on the last {TRIED_DAYS} days</h3>
      {faults.length === 0 ? (
        <RuleTrialView trial={await tryRiskRules(ctx, rules)} days={TRIED_DAYS} />
      ) : (
        <p className="muted">It is tried on the past once every line can be read.</p>
      )}
      <Decide ctx={ctx} draft={draft} hasFaults={faults.length > 0} />
    </Section>
  );
}

function Faults({ faults }: { faults: readonly RiskRuleFault[] }) {
  return (
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
  );
}

async function Decide({ ctx, draft, hasFaults }: { ctx: Context; draft: RuleVersion; hasFaults: boolean }) {
  const may = permissionsOf(ctx.actor);
  const isOwn = draft.writtenBy === actorId(ctx.actor);
  const oneHand = (await listSameHands(ctx, [draft.writtenBy])).get(draft.writtenBy);
  const fields = { riskRuleVersionId: draft.riskRuleVersionId, seenHash: draft.textHash };
  return (
    <div className="policy-acts">
      {may.includes('risk.publish') && !isOwn && oneHand === undefined && !hasFaults ? (
        <ConfirmForm
          action={publishRiskRulesAction}
          fields={fields}
          ways={await readStepUpWays(ctx)}
          purpose="risk.publish"
          root={rulesLeaf(draft)}
          does={`Publish version ${String(draft.version)}`}
          pendingLabel="Publishing"
        />
      ) : null}
      {may.includes('risk.edit') ? (
        <ActionForm action={withdrawRiskRulesAction} fields={fields} kind="quiet" label="Give the draft up" />
      ) : null}
      {isOwn ? (
        <p className="muted">You wrote this draft last, so an administrator other than you publishes it.</p>
      ) : null}
      {oneHand === undefined ? null : <p className="muted">{oneHand} Another administrator publishes it.</p>}
    </div>
  );
}
