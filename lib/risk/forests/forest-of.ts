import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import type { DecisionInputs } from '../rules/decide.ts';
import { hasSeen } from '../rules/feature-names.ts';
import { parsePeerForest, peerFinding, type GrownForest } from './peer-forest.ts';

/** Forests of a night with their groups; the ones that were asked longest ago make room. About a megabyte each. */
const KEPT_MAX = 64;

/** By hash, which names all of it: what was read once is never read again. */
const kept = new Map<string, GrownForest | null>();

/** The forest of a hash; null for none, and for one of features that this version of Sluice does not make. */
export async function forestOf(db: Transaction | Database, hash: string | null): Promise<GrownForest | null> {
  if (hash === null) return null;
  const known = kept.get(hash);
  const forest = known === undefined ? await readForest(db, hash) : known;
  kept.delete(hash);
  kept.set(hash, forest);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return forest;
}

async function readForest(db: Transaction | Database, hash: string): Promise<GrownForest | null> {
  const [row] = await executeSet<{ text: string }>(
    db,
    sql`select text from risk_forests where hash = ${hash} limit 1`,
  );
  return parsePeerForest(row?.text ?? '', hash);
}

/** Pure: what a decision saw, with where the account stands among its peers; without where it was made before there was one of their features. */
export function amongPeers(inputs: DecisionInputs, forest: GrownForest | null): DecisionInputs {
  if (forest === null || !hasSeen(inputs.features, forest.features)) return inputs;
  return { ...inputs, peers: peerFinding(forest, inputs.features) };
}
