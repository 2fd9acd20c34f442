import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { money, sumByCurrency, type Money } from '../../money/money.ts';
import { readInstruments } from '../assessments/instruments.ts';
import { decide, type DecisionInputs, type Instruments } from '../rules/decide.ts';
import type { RiskAction } from '../rules/rule-text.ts';
import { hasSeen } from '../rules/feature-names.ts';
import { furthestOutcomes, type AccountOutcome } from '../rules/tally-decisions.ts';

/** How far back rules are tried. */
export const TRIED_DAYS = 90;
/** Decided again in about a second; a busier platform is tried on its newest. */
const TRIED_MAX = 4_000;
/** More are not read; the sums are of all. */
const CHANGES_SHOWN_MAX = 20;

/** Connected accounts, and the money that would have stayed, by currency. */
export type TrialTally = {
  readonly flagged: number;
  readonly held: number;
  readonly kept: readonly Money[];
};

export type RuleTrial = {
  readonly decisions: number;
  /** There were more; only the newest were tried. */
  readonly isCut: boolean;
  readonly draft: TrialTally;
  readonly inForce: TrialTally;
  /** Accounts that the draft would have treated otherwise. */
  readonly changes: readonly {
    readonly connectedAccountId: string;
    readonly accountName: string;
    readonly currency: string;
    readonly now: RiskAction;
    readonly then: RiskAction;
  }[];
};

/**
 * Decides every stored decision of the last 90 days anew, from exactly what was seen then: by what is in force and by others in place of
 * a part of it. Whoever calls it has asked who may.
 * @param seenBy what the others would have seen in place of what was seen
 */
export async function tryInstruments(
  other: Partial<Instruments>,
  seenBy: (past: readonly DecisionInputs[]) => Promise<readonly DecisionInputs[]> = (past) =>
    Promise.resolve(past),
): Promise<RuleTrial> {
  const rows = await database().execute<{ inputs: string }>(sql`
    select inputs from risk_assessments
    where decided_at > now() - make_interval(days => ${TRIED_DAYS})
    order by decided_at desc limit ${TRIED_MAX + 1}`);
  const inForce = await readInstruments(database());
  // As this version or an earlier one wrote them; nobody else can.
  const stored = rows.slice(0, TRIED_MAX).map(({ inputs }) => JSON.parse(inputs) as DecisionInputs);
  // Of before there was one of the features that either asks for, nobody can say what it would have decided.
  const asked = [...inForce.featureNames, ...(other.featureNames ?? [])];
  const past = stored.filter(({ features }) => hasSeen(features, asked));
  const by = (seen: readonly DecisionInputs[], those: Partial<Instruments>): AccountOutcome[] =>
    furthestOutcomes(seen.map((inputs) => ({ inputs, decision: decide(inputs, { ...inForce, ...those }) })));
  const now = by(past, {});
  const then = by(await seenBy(past), other);
  const changed = then.flatMap((outcome, index) => {
    const before = now[index]?.action ?? 'none'; // the same accounts in the same order
    return before === outcome.action ? [] : [{ ...outcome, now: before, then: outcome.action }];
  });
  return {
    decisions: past.length,
    isCut: rows.length > TRIED_MAX,
    draft: tallyOf(then),
    inForce: tallyOf(now),
    changes: await named(changed.slice(0, CHANGES_SHOWN_MAX)),
  };
}

const HELD: readonly RiskAction[] = ['reserve', 'hold', 'pause_lock'];

function tallyOf(outcomes: readonly AccountOutcome[]): TrialTally {
  const accounts = (counts: (outcome: AccountOutcome) => boolean): number =>
    new Set(outcomes.filter(counts).map(({ connectedAccountId }) => connectedAccountId)).size;
  const kept = outcomes.filter((outcome) => outcome.kept > 0n);
  return {
    flagged: accounts(({ action }) => action !== 'none'),
    held: accounts(({ action }) => HELD.includes(action)),
    kept: sumByCurrency(kept.map((outcome) => money(outcome.kept, currencyCode(outcome.currency)))),
  };
}

async function named(
  changed: readonly { connectedAccountId: string; currency: string; now: RiskAction; then: RiskAction }[],
): Promise<RuleTrial['changes']> {
  const ids = changed.map(({ connectedAccountId }) => connectedAccountId);
  const rows = await database().execute<{ id: string; name: string | null }>(sql`
    select connected_account_id as id, display_name as name from connected_accounts
    where connected_account_id = any(${sql.param(ids)}::text[])`);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return changed.map(({ connectedAccountId, currency, now, then }) => ({
    connectedAccountId,
    accountName: names.get(connectedAccountId) ?? connectedAccountId,
    currency,
    now,
    then,
  }));
}
