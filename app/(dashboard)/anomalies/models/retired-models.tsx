import Link from 'next/link';
import { ModelFacts } from '#components/risk/model-facts.tsx';
import { RuleTrialView } from '#components/risk/rule-trial.tsx';
import { Section } from '#components/ui/card.tsx';
import type { Context } from '#lib/context.ts';
import { tryRiskModel } from '#lib/risk/registry/shadow-queries.ts';
import { TRIED_DAYS } from '#lib/risk/rule-versions/try-instruments.ts';
import type { RiskModel } from '#lib/risk/types.ts';

/** Models that decided once; the one that somebody asks about is tried on the past beside what decides now. */
export async function RetiredModels({
  ctx,
  retired,
  tried,
}: {
  ctx: Context;
  retired: readonly RiskModel[];
  tried: string | null;
}) {
  if (retired.length === 0) return null;
  const asked = retired.find(({ riskModelId }) => riskModelId === tried);
  return (
    <Section
      id="retired"
      title="Models of before"
      lead="Each can be tried on the last days as if it still decided: what it would have flagged and held."
    >
      <ul className="plain">
        {retired.map(({ riskModelId, version }) => (
          <li key={riskModelId}>
            {riskModelId === tried ? (
              <b>Model {version}</b>
            ) : (
              <Link href={`/anomalies/models?tried=${riskModelId}#retired`} prefetch={false}>
                Try model {version} on the past
              </Link>
            )}
          </li>
        ))}
      </ul>
      {asked === undefined ? null : (
        <>
          <ModelFacts model={asked} />
          <h3 className="policy-part">Against what decides now</h3>
          {asked.isOfThisVersion ? (
            <RuleTrialView
              trial={await tryRiskModel(ctx, asked.riskModelId)}
              days={TRIED_DAYS}
              what="model"
            />
          ) : (
            <p className="muted">It was trained on what an older version of Sluice saw.</p>
          )}
        </>
      )}
    </Section>
  );
}
