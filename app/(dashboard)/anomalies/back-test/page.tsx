import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { PolicyLines } from '#components/payouts/policy-lines.tsx';
import { AnomalyTabs } from '#components/risk/anomaly-tabs.tsx';
import { BackTestForm } from '#components/risk/back-test-form.tsx';
import { ModelFacts } from '#components/risk/model-facts.tsx';
import { RuleTrialView } from '#components/risk/rule-trial.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import type { Context } from '#lib/context.ts';
import { listRiskModels } from '#lib/risk/registry/queries.ts';
import { tryRiskModel } from '#lib/risk/registry/shadow-queries.ts';
import { listRuleVersions } from '#lib/risk/rule-versions/queries.ts';
import { tryRiskRules } from '#lib/risk/rule-versions/trial-queries.ts';
import { TRIED_DAYS } from '#lib/risk/rule-versions/try-instruments.ts';
import { parseRiskRules } from '#lib/risk/rules/rule-text.ts';
import { RISK_RULES } from '#lib/risk/rules/starter-rules.ts';
import { readTried, TEXT_LENGTH_MAX, type Tried } from './read-tried.ts';

export const metadata: Metadata = { title: 'Back-test' };

export default async function BackTestPage(props: PageProps<'/anomalies/back-test'>) {
  const ctx = await guardPage('risk.read');
  const raw = await props.searchParams;
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/anomalies', label: 'Anomalies' }]}
        title="Back-test"
        lead={`Any rules and any model over the last ${String(TRIED_DAYS)} days of this install: what would have been flagged and kept, beside what decides now. Nothing is changed.`}
      />
      <AnomalyTabs current="back-test" />
      <Patiently
        fallback={<SkeletonParts label="Reading what there is to try" main={[['What to try', 4]]} />}
      >
        {drawBackTest(ctx, raw)}
      </Patiently>
    </div>
  );
}

async function drawBackTest(ctx: Context, raw: RawSearchParams): Promise<ReactNode> {
  const [versions, models] = await Promise.all([listRuleVersions(ctx), listRiskModels(ctx)]);
  const inForce = versions.find(({ state }) => state === 'published')?.text ?? RISK_RULES;
  const asked = { of: readParam(raw, 'of'), rules: readParam(raw, 'rules') };
  const tried = readTried(asked, versions, models);
  return (
    <>
      <Section id="what" first title="What to try">
        <BackTestForm
          versions={versions}
          models={models}
          chosen={asked.of ?? ''}
          text={asked.rules ?? inForce}
          textLengthMax={TEXT_LENGTH_MAX}
        />
      </Section>
      {tried === null ? null : <Outcome ctx={ctx} tried={tried} />}
    </>
  );
}

function Outcome({ ctx, tried }: { ctx: Context; tried: Tried }) {
  if (tried.kind === 'unknown')
    return (
      <Section id="outcome" title="Nothing was tried">
        <p role="alert">{tried.why}</p>
      </Section>
    );
  return (
    <Section id="outcome" title={`${tried.name} over the last ${String(TRIED_DAYS)} days`}>
      <Patiently fallback={<SkeletonTable label="Trying it on the past" columns={['What', 'Count']} />}>
        {tried.kind === 'model' ? drawModel(ctx, tried) : drawRules(ctx, tried)}
      </Patiently>
    </Section>
  );
}

async function drawRules(ctx: Context, { text }: Extract<Tried, { kind: 'rules' }>): Promise<ReactNode> {
  const { rules, faults } = parseRiskRules(text);
  return (
    <>
      {faults.length > 0 ? (
        <p role="alert">These rules cannot be read, so nothing was tried. Each line says what is wrong.</p>
      ) : (
        <RuleTrialView trial={await tryRiskRules(ctx, rules)} days={TRIED_DAYS} />
      )}
      <PolicyLines text={text} faults={faults} label="The rules that were tried" />
    </>
  );
}

async function drawModel(ctx: Context, { model }: Extract<Tried, { kind: 'model' }>): Promise<ReactNode> {
  return (
    <>
      {model.isOfThisVersion ? (
        <RuleTrialView trial={await tryRiskModel(ctx, model.riskModelId)} days={TRIED_DAYS} what="model" />
      ) : (
        <p>It was trained on what an older version of Sluice saw, so it can decide nothing here.</p>
      )}
      <ModelFacts model={model} />
    </>
  );
}
