import { eq, max, min, sql } from 'drizzle-orm';
import { riskForests } from '#drizzle/schema/risk-instruments.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { readVersions } from '../../versioned-texts/read-versions.ts';
import type { TextVersion } from '../../versioned-texts/types.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { tryInstruments, type RuleTrial } from '../rule-versions/try-instruments.ts';
import type { ForestNights } from '../types.ts';
import { peerWords } from './category-words.ts';
import { amongPeers, forestOf } from './forest-of.ts';
import { RISK_FOREST_RECIPE } from './forest-recipes.ts';
import type { GrownForest } from './peer-forest.ts';

/** Groups of peers; the largest are shown. */
const FORESTS_SHOWN_MAX = 50;

/** The versions of the recipe, newest first. Before one is published, nobody is compared with anybody. */
export async function listForestRecipes(ctx: Context): Promise<TextVersion[]> {
  authorize(ctx, 'risk.read');
  return readVersions(RISK_FOREST_RECIPE);
}

/** The forests of the newest night by a recipe, and since when there are any. @param recipeHash SHA-256 of the recipe's text */
export async function readForestNights(ctx: Context, recipeHash: string): Promise<ForestNights> {
  authorize(ctx, 'risk.read');
  const ofRecipe = eq(riskForests.recipeHash, recipeHash);
  const [nights] = await database()
    .select({
      since: min(riskForests.grownAt),
      newest: max(riskForests.grownOn),
      count: sql<number>`count(distinct ${riskForests.grownOn})::int`,
    })
    .from(riskForests)
    .where(ofRecipe);
  const rows = await database()
    .select({
      peerGroup: riskForests.peerGroup,
      hash: riskForests.hash,
      accounts: riskForests.accounts,
      grownAt: riskForests.grownAt,
      dataFrom: riskForests.dataFrom,
      dataTo: riskForests.dataTo,
    })
    .from(riskForests)
    .where(sql`${ofRecipe} and ${riskForests.grownOn} = ${nights?.newest ?? null}::date`)
    .orderBy(sql`${riskForests.accounts} desc, ${riskForests.peerGroup}`)
    .limit(FORESTS_SHOWN_MAX);
  return {
    since: nights?.since ?? null,
    nights: nights?.count ?? 0,
    forests: rows.map(({ peerGroup, ...row }) => ({ ...row, words: wordsOf(peerGroup) })),
  };
}

function wordsOf(peerGroup: string): string {
  const [country = '', category] = peerGroup.split(' ');
  return country === '*' ? peerWords(null, null) : peerWords(country, category ?? null);
}

/**
 * What the decisions of the last 90 days would have been with the newest forests of a recipe, which have seen the accounts of today:
 * an impression of what they would add, and no replay.
 */
export async function tryForestRecipe(ctx: Context, recipeHash: string): Promise<RuleTrial> {
  authorize(ctx, 'risk.read');
  return tryInstruments({}, (past) => comparedAnew(past, recipeHash));
}

async function comparedAnew(
  past: readonly DecisionInputs[],
  recipeHash: string,
): Promise<readonly DecisionInputs[]> {
  const grown = await database().execute<{ peer_group: string; hash: string }>(sql`
    select peer_group, hash from risk_forests where recipe_hash = ${recipeHash}
      and grown_on = (select max(grown_on) from risk_forests where recipe_hash = ${recipeHash})`);
  const forests = new Map<string, GrownForest | null>();
  for (const { peer_group, hash } of grown) forests.set(peer_group, await forestOf(database(), hash));
  const ids = [...new Set(past.map(({ connectedAccountId }) => connectedAccountId))];
  const accounts = await database().execute<{ id: string; country: string | null; category: string | null }>(
    sql`select connected_account_id as id, country, merchant_category_code as category from connected_accounts
      where connected_account_id = any(${sql.param(ids)}::text[])`,
  );
  const forestOfAccount = new Map(
    accounts.map(({ id, country, category }) => [
      id,
      forests.get(`${country ?? ''} ${category ?? ''}`) ??
        forests.get(country ?? '') ??
        forests.get('*') ??
        null,
    ]),
  );
  return past.map(({ peers: _, ...seen }) =>
    amongPeers(seen, forestOfAccount.get(seen.connectedAccountId) ?? null),
  );
}
