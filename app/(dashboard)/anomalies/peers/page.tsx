import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { DraftSection } from '#app/(dashboard)/_texts/draft-section.tsx';
import { WriteSection } from '#app/(dashboard)/_texts/write-section.tsx';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { PolicySigners, TextHistory } from '#components/payouts/policy-history.tsx';
import { PolicyLines } from '#components/payouts/policy-lines.tsx';
import { AnomalyTabs } from '#components/risk/anomaly-tabs.tsx';
import { PeerGroups } from '#components/risk/peer-groups.tsx';
import { RecipeHelp } from '#components/risk/recipe-help.tsx';
import { RuleTrialView } from '#components/risk/rule-trial.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { SkeletonTable } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { RISK_FEATURES } from '#lib/risk/features/feature-columns.ts';
import { RISK_FOREST_RECIPE } from '#lib/risk/forests/forest-recipes.ts';
import { listForestRecipes, readForestNights, tryForestRecipe } from '#lib/risk/forests/queries.ts';
import { parseForestRecipe, RECIPE_OFF, STARTER_RECIPE } from '#lib/risk/forests/recipe-text.ts';
import { SHADOW_DAYS } from '#lib/risk/registry/shadow-days.ts';
import { TRIED_DAYS } from '#lib/risk/rule-versions/try-instruments.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { draftForestRecipeAction, publishForestRecipeAction, withdrawForestRecipeAction } from './actions.ts';

export const metadata: Metadata = { title: 'Peers of connected accounts' };

export default async function RiskPeersPage() {
  const ctx = await guardPage('risk.read');
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/anomalies', label: 'Anomalies' }]}
        title="Peers"
        lead="Every night each connected account is compared with others of its kind. Standing apart is a soft sign beside others and never a reason of its own."
      />
      <AnomalyTabs current="peers" />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading the recipe and its nights"
            main={[
              ['In force', 14],
              ['History', 3],
            ]}
          />
        }
      >
        {drawPeers(ctx)}
      </Patiently>
    </div>
  );
}

async function drawPeers(ctx: Context): Promise<ReactNode> {
  const versions = await listForestRecipes(ctx);
  const published = versions.find(({ state }) => state === 'published') ?? null;
  const draft = versions.find(({ state }) => state === 'draft') ?? null;
  const inForce = await InForce({ ctx, version: published });
  return (
    <>
      {inForce}
      {draft === null ? null : <Draft ctx={ctx} draft={draft} before={published?.text ?? ''} />}
      {permissionsOf(ctx.actor).includes('risk.edit') ? (
        <WriteSection
          draft={draft}
          text={published?.text ?? STARTER_RECIPE}
          action={draftForestRecipeAction}
          label="Recipe, one thing a line"
        >
          <RecipeHelp features={Object.entries(RISK_FEATURES).map(([key, { name }]) => ({ key, name }))} />
        </WriteSection>
      ) : null}
      <TextHistory versions={versions} what="a recipe" />
    </>
  );
}

const ACTS = {
  kind: RISK_FOREST_RECIPE,
  edit: 'risk.edit',
  publish: 'risk.publish',
  publishAction: publishForestRecipeAction,
  withdrawAction: withdrawForestRecipeAction,
} as const;

function Draft({ ctx, draft, before }: { ctx: Context; draft: TextVersion; before: string }) {
  const { faults } = parseForestRecipe(draft.text);
  return (
    <DraftSection ctx={ctx} draft={draft} before={before} faults={faults} triedDays={TRIED_DAYS} acts={ACTS}>
      <Shadow ctx={ctx} draft={draft} />
    </DraftSection>
  );
}

/** What the forests of a draft would have said, as soon as there are any. */
function Shadow({ ctx, draft }: { ctx: Context; draft: TextVersion }) {
  return (
    <Patiently fallback={<SkeletonTable label="Reading its nights" columns={['Group', 'Accounts']} />}>
      {drawShadow(ctx, draft)}
    </Patiently>
  );
}

async function drawShadow(ctx: Context, draft: TextVersion): Promise<ReactNode> {
  if (draft.text === RECIPE_OFF) return <p>Nobody would be compared with anybody from then on.</p>;
  const nights = await readForestNights(ctx, draft.textHash);
  return (
    <>
      <PeerGroups nights={nights} shadowDays={SHADOW_DAYS} />
      {nights.since === null ? null : (
        <RuleTrialView trial={await tryForestRecipe(ctx, draft.textHash)} days={TRIED_DAYS} what="recipe" />
      )}
    </>
  );
}

async function InForce({ ctx, version }: { ctx: Context; version: TextVersion | null }) {
  return (
    <Section
      id="in-force"
      first
      title="In force"
      aside={version === null ? 'Nothing yet' : `Version ${String(version.version)}`}
    >
      {version === null ? (
        <p>
          <b>Nobody is compared with anybody yet.</b> Write a draft below: its forests run in shadow for{' '}
          {SHADOW_DAYS} days, then another administrator publishes it.
        </p>
      ) : (
        <>
          <PolicySigners version={version} />
          {version.text === RECIPE_OFF ? null : (
            <PeerGroups nights={await readForestNights(ctx, version.textHash)} shadowDays={null} />
          )}
          <PolicyLines text={version.text} faults={[]} label="The recipe in force" />
        </>
      )}
    </Section>
  );
}
