import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { DraftSection } from '#app/(dashboard)/_texts/draft-section.tsx';
import { WriteSection } from '#app/(dashboard)/_texts/write-section.tsx';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { PolicySigners, TextHistory } from '#components/payouts/policy-history.tsx';
import { PolicyLines } from '#components/payouts/policy-lines.tsx';
import { AnomalyTabs } from '#components/risk/anomaly-tabs.tsx';
import { RuleTrialView } from '#components/risk/rule-trial.tsx';
import { RulesHelp } from '#components/risk/rules-help.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listRuleVersions } from '#lib/risk/rule-versions/queries.ts';
import { RISK_RULE_TEXT } from '#lib/risk/rule-versions/risk-rules.ts';
import { tryRiskRules } from '#lib/risk/rule-versions/trial-queries.ts';
import { TRIED_DAYS } from '#lib/risk/rule-versions/try-instruments.ts';
import { parseRiskRules, type RiskRule } from '#lib/risk/rules/rule-text.ts';
import { RISK_RULES } from '#lib/risk/rules/starter-rules.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { draftRiskRulesAction, publishRiskRulesAction, withdrawRiskRulesAction } from './actions.ts';

export const metadata: Metadata = { title: 'Rules of risk' };

export default async function RiskRulesPage() {
  const ctx = await guardPage('risk.read');
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/anomalies', label: 'Anomalies' }]}
        title="Rules of risk"
        lead="What is worth a look whatever the tests say. A change takes two people; decisions that were made keep the rules that made them."
      />
      <AnomalyTabs current="rules" />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading the rules"
            main={[
              ['In force', 12],
              ['History', 3],
            ]}
          />
        }
      >
        {drawRules(ctx)}
      </Patiently>
    </div>
  );
}

async function drawRules(ctx: Context): Promise<ReactNode> {
  const versions = await listRuleVersions(ctx);
  const inForce = versions.find(({ state }) => state === 'published') ?? null;
  const draft = versions.find(({ state }) => state === 'draft') ?? null;
  return (
    <>
      <InForce version={inForce} />
      {draft === null ? null : <Draft ctx={ctx} draft={draft} before={inForce?.text ?? RISK_RULES} />}
      {permissionsOf(ctx.actor).includes('risk.edit') ? (
        <WriteSection draft={draft} text={inForce?.text ?? RISK_RULES} action={draftRiskRulesAction}>
          <RulesHelp />
        </WriteSection>
      ) : null}
      <TextHistory versions={versions} what="rules" />
    </>
  );
}

const ACTS = {
  kind: RISK_RULE_TEXT,
  edit: 'risk.edit',
  publish: 'risk.publish',
  publishAction: publishRiskRulesAction,
  withdrawAction: withdrawRiskRulesAction,
} as const;

function Draft({ ctx, draft, before }: { ctx: Context; draft: TextVersion; before: string }) {
  const { rules, faults } = parseRiskRules(draft.text);
  return (
    <DraftSection ctx={ctx} draft={draft} before={before} faults={faults} triedDays={TRIED_DAYS} acts={ACTS}>
      <Trial ctx={ctx} rules={rules} />
    </DraftSection>
  );
}

function Trial({ ctx, rules }: { ctx: Context; rules: readonly RiskRule[] }) {
  return (
    <Patiently fallback={<SkeletonTable label="Trying it on the past" columns={['What', 'Count']} />}>
      {drawTrial(ctx, rules)}
    </Patiently>
  );
}

async function drawTrial(ctx: Context, rules: readonly RiskRule[]): Promise<ReactNode> {
  return <RuleTrialView trial={await tryRiskRules(ctx, rules)} days={TRIED_DAYS} />;
}

function InForce({ version }: { version: TextVersion | null }) {
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
