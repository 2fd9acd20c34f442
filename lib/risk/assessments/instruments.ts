import { sql } from 'drizzle-orm';
import { assert } from '../../assert.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { modelText, parseModel } from '../models/model-text.ts';
import { COLD_START_FEATURES, COLD_START_MODEL } from '../rules/cold-start-model.ts';
import type { Instruments } from '../rules/decide.ts';
import { featureColumns } from '../rules/feature-names.ts';
import { parseRiskRules, type RiskRule } from '../rules/rule-text.ts';
import { RISK_RULES } from '../rules/starter-rules.ts';
import { textHash } from '../../text-hash.ts';

/** The rules and the model that decide, with the fingerprints that are stored with each decision. */
export type InForce = Instruments & { readonly rulesHash: string; readonly modelHash: string };

/** What decides where nobody has published rules or promoted a model. */
export const STARTING_INSTRUMENTS: InForce = {
  rules: soundRules(RISK_RULES),
  model: COLD_START_MODEL,
  featureNames: COLD_START_FEATURES,
  rulesHash: textHash(RISK_RULES),
  modelHash: textHash(modelText(COLD_START_MODEL)),
};

/** The last texts that were read; they change some times a year. */
let lastRules: { readonly hash: string; readonly rules: readonly RiskRule[] } | null = null;
let lastModel: { readonly hash: string; readonly model: Instruments['model'] } | null = null;

/** What people published, as it is stored; null where nobody has. */
export type InstrumentsText = {
  readonly rules: string | null;
  readonly model: { readonly hash: string; readonly features: readonly string[] } | null;
  /** SHA-256 of the forest that the account is asked in; null where it has no peers. */
  readonly forest: string | null;
};

/** The newest published rules and the promoted model. */
export async function readInstruments(db: Transaction | Database): Promise<InForce> {
  const [row] = await executeSet<{ rules: string | null; hash: string | null; features: string | null }>(
    db,
    sql`
    select (select text from risk_rule_versions where state = 'published' order by version desc limit 1) as rules,
           champion.hash, champion.features::text as features
    from (select) as one left join risk_models as champion on champion.state = 'champion'`,
  );
  const model =
    row?.hash == null
      ? null
      : { hash: row.hash, features: JSON.parse(row.features ?? '[]') as readonly string[] }; // as it was entered
  return instrumentsOf(db, { rules: row?.rules ?? null, model });
}

/**
 * What decides by these texts, each parsed once. A model of features that this version of Sluice does not make decides nothing: the cold
 * start stands in, and the page of models says so.
 */
export async function instrumentsOf(
  db: Transaction | Database,
  told: Pick<InstrumentsText, 'rules' | 'model'>,
): Promise<InForce> {
  const { rules, rulesHash } = readRules(told.rules ?? RISK_RULES);
  if (told.model === null || !isOfThisVersion(told.model.features))
    return { ...STARTING_INSTRUMENTS, rules, rulesHash };
  const { hash, features } = told.model;
  const model = await readModel(db, hash);
  assert(model.columns === features.length, 'a model has a feature for each column');
  return { rules, rulesHash, model, modelHash: hash, featureNames: features };
}

/** Whether all features of a model are made now; which others are made beside them changes nothing for it. */
export function isOfThisVersion(features: readonly string[]): boolean {
  return featureColumns(features) !== null;
}

function readRules(text: string): { rules: readonly RiskRule[]; rulesHash: string } {
  const hash = textHash(text);
  if (lastRules?.hash !== hash) lastRules = { hash, rules: soundRules(text) };
  return { rules: lastRules.rules, rulesHash: hash };
}

async function readModel(db: Transaction | Database, hash: string): Promise<Instruments['model']> {
  if (lastModel?.hash !== hash) {
    const [stored] = await executeSet<{ text: string }>(
      db,
      sql`select text from risk_models where state = 'champion' and hash = ${hash}`,
    );
    const model = parseModel(stored?.text ?? '', hash);
    assert(model.kind !== 'isolation_forest', 'a model that decides has log-odds');
    lastModel = { hash, model };
  }
  return lastModel.model;
}

/** Published rules have no faults: publishing refuses them. Where an older version could be read otherwise, nothing is decided by half of it. */
function soundRules(text: string): readonly RiskRule[] {
  const { rules, faults } = parseRiskRules(text);
  if (faults.length > 0) throw new Error(`Rules of risk: ${faults.map((fault) => fault.text).join(' ')}`);
  return rules;
}
