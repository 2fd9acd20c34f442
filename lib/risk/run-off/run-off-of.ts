import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { CHOSEN_CURVES, type RunOffCurves } from '../rules/money-at-risk.ts';
import { curvesOf, parseRunOff } from './run-off-text.ts';

/** Curves of a night, for currencies and business categories; the ones that were asked longest ago make room. */
const KEPT_MAX = 256;

/** By hash, which names all of it: what was read once is never read again. */
const kept = new Map<string, RunOffCurves>();

/** The curves of a hash, as a decision names them; those that were chosen by hand for none. */
export async function runOffOf(db: Transaction | Database, hash: string | null): Promise<RunOffCurves> {
  if (hash === null) return CHOSEN_CURVES;
  const curves = kept.get(hash) ?? (await readCurves(db, hash));
  kept.delete(hash);
  kept.set(hash, curves);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return curves;
}

async function readCurves(db: Transaction | Database, hash: string): Promise<RunOffCurves> {
  const [row] = await executeSet<{ text: string }>(
    db,
    sql`select text from risk_run_off_curves where hash = ${hash} limit 1`,
  );
  return curvesOf(parseRunOff(row?.text ?? '', hash), hash);
}
