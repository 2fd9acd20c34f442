import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { textHash } from '../../text-hash.ts';
import { growForests } from './grow-forests.ts';
import { readPeerRows } from './read-peer-rows.ts';
import { parseForestRecipe } from './recipe-text.ts';
import { recordRiskForests } from './record-risk-forests.ts';

/**
 * Grows the forests of this night by the recipe in force and by the draft, where the night does not have them yet.
 * @returns how many were entered
 */
export async function growRiskForests(ctx: Context, signal?: AbortSignal): Promise<number> {
  // The newest published one, and what somebody is writing.
  const wanted = await database().execute<{ text: string }>(sql`
    select text from (
      (select text from risk_forest_recipes where state = 'published' order by version desc limit 1)
      union (select text from risk_forest_recipes where state = 'draft')
    ) as recipe
    where not exists (select from risk_forests where grown_on = (clock_timestamp() at time zone 'UTC')::date
      and recipe_hash = encode(sha256(convert_to(recipe.text, 'UTF8')), 'hex'))
    order by text`);
  let recorded = 0;
  for (const { text } of wanted) {
    const { recipe, faults } = parseForestRecipe(text);
    if (recipe.isOff || faults.length > 0) continue;
    const forests = await growForests(await readPeerRows(), recipe, signal);
    if (forests.length === 0) continue;
    const { recorded: entered } = await recordRiskForests(ctx, { recipeHash: textHash(text), forests });
    recorded += entered;
  }
  return recorded;
}
