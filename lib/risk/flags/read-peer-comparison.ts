import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { RISK_FEATURES } from '../features/feature-columns.ts';
import { parsePeerForest } from '../forests/peer-forest.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { FEATURE_NAMES, type FeatureName } from '../rules/feature-names.ts';
import type { PeerComparison } from '../types.ts';

/** More are not compared at a glance. */
const FEATURES_MAX = 5;

/**
 * How an account stood among its peers in the features that set it apart most in a decision: against those of the forest that the decision
 * names, as they were in its night. Null where nobody was compared.
 */
export async function readPeerComparison(riskAssessmentId: string): Promise<PeerComparison | null> {
  const [decision] = await database().execute<{ inputs: string }>(sql`
    select inputs from risk_assessments where risk_assessment_id = ${riskAssessmentId}`);
  if (decision === undefined) return null;
  const { peers, features } = JSON.parse(decision.inputs) as DecisionInputs; // as this version or an earlier one wrote it
  if (peers === undefined) return null;
  const said = { group: peers.group, accounts: peers.accounts, percentile: peers.percentile };
  const [forest] = await database().execute<{ text: string; grown_at: string }>(sql`
    select text, grown_at::text from risk_forests where hash = ${peers.forest} order by grown_at desc limit 1`);
  // Forgotten after its time, or grown before anybody kept how its peers were spread.
  const spread = forest === undefined ? undefined : parsePeerForest(forest.text, peers.forest)?.spread;
  if (forest === undefined || spread === undefined) return { ...said, grownAt: null, features: [] };
  return {
    ...said,
    grownAt: new Date(forest.grown_at),
    features: peers.contributions
      .toSorted((a, b) => b.value - a.value || (a.key < b.key ? -1 : 1))
      .flatMap(({ key, value }) => {
        const [low, quarter, median, threeQuarters, high] = spread[key] ?? [];
        const own = features[FEATURE_NAMES.indexOf(key as FeatureName)];
        if (value <= 0 || own === undefined || low === undefined || quarter === undefined) return [];
        if (median === undefined || threeQuarters === undefined || high === undefined) return [];
        const { name } = RISK_FEATURES[key as FeatureName]; // one of those that this version makes
        return [{ key, name, own, low, quarter, median, threeQuarters, high }];
      })
      .slice(0, FEATURES_MAX),
  };
}
