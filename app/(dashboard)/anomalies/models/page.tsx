import type { Metadata } from 'next';
import { Fragment, type ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { ConfirmForm } from '#components/approvals/confirm-form.tsx';
import { AnomalyTabs } from '#components/risk/anomaly-tabs.tsx';
import { CalibrationChecks } from '#components/risk/calibration-checks.tsx';
import { ModelFacts } from '#components/risk/model-facts.tsx';
import { ModelReportView } from '#components/risk/model-report.tsx';
import { RuleTrialView } from '#components/risk/rule-trial.tsx';
import { RunOffCurves } from '#components/risk/run-off-curves.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { actorId } from '#lib/audit/record-audit.ts';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { readCalibrationChecks } from '#lib/risk/calibration-checks/queries.ts';
import { modelLeaf } from '#lib/risk/registry/model-leaf.ts';
import { listRiskModels, readModelReport } from '#lib/risk/registry/queries.ts';
import { TRIED_DAYS } from '#lib/risk/rule-versions/try-instruments.ts';
import { tryRiskModel } from '#lib/risk/registry/shadow-queries.ts';
import { listRunOffCurves } from '#lib/risk/run-off/queries.ts';
import type { RiskModel } from '#lib/risk/types.ts';
import {
  askCalibrationCheckAction,
  askModelPromotionAction,
  askRiskTrainingAction,
  promoteRiskModelAction,
  stopCalibrationCheckAction,
} from './actions.ts';
import { RetiredModels } from './retired-models.tsx';

export const metadata: Metadata = { title: 'Models of risk' };

export default async function RiskModelsPage() {
  const ctx = await guardPage('risk.read');
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/anomalies', label: 'Anomalies' }]}
        title="Models of risk"
        lead="Trained on this install’s own past. A new one is only asked, for a week, before two people may let it decide."
      />
      <AnomalyTabs current="models" />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading the models and what they did"
            main={[
              ['What decides now', 6],
              ['Alarms against the budget', 5],
              ['How money comes back', 8],
              ['How it has done', 8],
            ]}
          />
        }
      >
        {drawModels(ctx)}
      </Patiently>
    </div>
  );
}

async function drawModels(ctx: Context): Promise<ReactNode> {
  const [models, report, checks, curves] = await Promise.all([
    listRiskModels(ctx),
    readModelReport(ctx),
    readCalibrationChecks(ctx),
    listRunOffCurves(ctx),
  ]);
  const open = checks.find(({ state }) => state === 'waiting' || state === 'running');
  const champion = models.find(({ state }) => state === 'champion') ?? null;
  const mayTrain = permissionsOf(ctx.actor).includes('risk.edit');
  const challengers = await Promise.all(
    models
      .filter(({ state }) => state === 'shadow' || state === 'asked')
      .map(async (model) => <Fragment key={model.riskModelId}>{await Challenger({ ctx, model })}</Fragment>),
  );
  return (
    <>
      <Section id="champion" first title="What decides now">
        {champion === null ? (
          <p>
            <b>There is no model yet.</b> A cold start decides: a few weights chosen by hand, which learn
            nothing and can keep no money alone.
          </p>
        ) : (
          <ModelFacts model={champion} />
        )}
        <p>
          {report.tooLittle ??
            `${String(report.labels.hits)} of ${String(report.labels.all)} decisions proved right; people looked at ${String(report.labels.reviewed)}.`}
        </p>
        {mayTrain && report.tooLittle === null ? (
          <ActionForm
            action={askRiskTrainingAction}
            label="Train a model"
            pendingLabel="Asking …"
            done="A worker trains it; it stands below in some minutes."
          />
        ) : null}
      </Section>
      {challengers}
      <RetiredModels retired={models.filter(({ state }) => state === 'retired')} />
      <Section
        id="calibration"
        title="Alarms against the budget"
        lead="Once a month the tests are replayed over this install’s own past, with today’s thresholds."
      >
        <CalibrationChecks checks={checks}>
          {open === undefined && mayTrain ? (
            <ActionForm action={askCalibrationCheckAction} label="Check now" pendingLabel="Asking …" />
          ) : null}
          {open !== undefined && mayTrain ? (
            <ActionForm
              action={stopCalibrationCheckAction}
              fields={{ riskCalibrationCheckId: open.riskCalibrationCheckId }}
              kind="quiet"
              label="Stop the check"
              pendingLabel="Stopping …"
            />
          ) : null}
        </CalibrationChecks>
        {open === undefined ? null : <KeepFresh />}
      </Section>
      <Section
        id="run-off"
        title="How money comes back"
        lead="Estimated every night from this install’s own charges: what is at risk is what can still come back."
      >
        <RunOffCurves curves={curves} />
      </Section>
      <Section id="report" title="How it has done">
        <ModelReportView report={report} />
      </Section>
    </>
  );
}

/** A model that is asked about every decision and decides nothing. */
async function Challenger({ ctx, model }: { ctx: Context; model: RiskModel }) {
  const may = permissionsOf(ctx.actor);
  const { riskModelId, hash, state, askedBy, askedByName } = model;
  const isOwn = askedBy === actorId(ctx.actor);
  const oneHand = (await listSameHands(ctx, [askedBy])).get(askedBy ?? '');
  return (
    <Section
      id={riskModelId}
      title={`Model ${String(model.version)}`}
      aside={state === 'asked' ? `${askedByName ?? ''} asks to promote it` : 'In shadow'}
    >
      <ModelFacts model={model} />
      <h3 className="policy-part">Against what decides now</h3>
      {model.isOfThisVersion ? (
        <RuleTrialView trial={await tryRiskModel(ctx, riskModelId)} days={TRIED_DAYS} what="model" />
      ) : (
        <p className="muted">It was trained on what an older version of Sluice saw.</p>
      )}
      <div className="policy-acts">
        {state === 'asked' && may.includes('risk.publish') && !isOwn && oneHand === undefined ? (
          <ConfirmForm
            action={promoteRiskModelAction}
            fields={{ riskModelId, hash }}
            ways={await readStepUpWays(ctx)}
            purpose="risk.publish"
            root={modelLeaf({ riskModelId, hash })}
            does={`Promote model ${String(model.version)}`}
            pendingLabel="Promoting"
          />
        ) : null}
        {state === 'shadow' && may.includes('risk.edit') ? (
          <ActionForm
            action={askModelPromotionAction}
            fields={{ riskModelId }}
            label="Ask to promote it"
            pendingLabel="Asking …"
          />
        ) : null}
        {isOwn ? (
          <p className="muted">You asked for it, so an administrator other than you promotes it.</p>
        ) : null}
        {oneHand === undefined ? null : <p className="muted">{oneHand} Another administrator promotes it.</p>}
      </div>
    </Section>
  );
}
