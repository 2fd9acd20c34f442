import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { PolicyEditor } from '#components/payouts/policy-editor.tsx';
import { PolicyHistory, PolicySigners } from '#components/payouts/policy-history.tsx';
import { PolicyLines } from '#components/payouts/policy-lines.tsx';
import { AnomalyTabs } from '#components/risk/anomaly-tabs.tsx';
import { RulesHelp } from '#components/risk/rules-help.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { listRuleVersions } from '#lib/risk/rule-versions/queries.ts';
import { RISK_RULES } from '#lib/risk/rules/starter-rules.ts';
import type { RuleVersion } from '#lib/risk/types.ts';
import { draftRiskRulesAction } from './actions.ts';
import { RuleDraft } from './draft.tsx';

export const metadata: Metadata = { title: 'Rules of risk' };

export default async function RiskRulesPage() {
  const ctx = await guardPage('risk.read');
  const versions = await listRuleVersions(ctx);
  const inForce = versions.find(({ state }) => state === 'published') ?? null;
  const draft = versions.find(({ state }) => state === 'draft') ?? null;
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/anomalies', label: 'Anomalies' }]}
        title="Rules of risk"
        lead="What is worth a look whatever the tests say. A change takes two people; decisions that were made keep the rules that made them."
      />
      <AnomalyTabs current="rules" />
      <InForce version={inForce} />
      {draft === null ? null : <RuleDraft ctx={ctx} draft={draft} inForce={inForce?.text ?? RISK_RULES} />}
      {permissionsOf(ctx.actor).includes('risk.edit') ? (
        <Section
          id="write"
          title={draft === null ? 'Write a draft' : 'Change the draft'}
          lead="A draft decides nothing. Once it is saved it is compared with what is in force and tried on the past."
        >
          <PolicyEditor
            action={draftRiskRulesAction}
            text={draft?.text ?? inForce?.text ?? RISK_RULES}
            seenHash={draft?.textHash ?? null}
          />
          <RulesHelp />
        </Section>
      ) : null}
      <Section id="history" title="History" aside={String(versions.length)}>
        {versions.length === 0 ? (
          <p className="muted">Nobody has written rules yet.</p>
        ) : (
          <PolicyHistory versions={versions} />
        )}
      </Section>
    </div>
  );
}

function InForce({ version }: { version: RuleVersion | null }) {
  return (
    <Section
      id="in-force"
      first
      title="In force"
      aside={version === null ? 'As Sluice came' : `Version ${String(version.version)}`}
    >
      {version === null ? (
        <p className="small muted">Nobody has published rules here, so those that Sluice came with decide.</p>
      ) : (
        <PolicySigners version={version} />
      )}
      <PolicyLines text={version?.text ?? RISK_RULES} faults={[]} label="The rules in force" />
    </Section>
  );
}
