import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { Dice } from '../../../e2e/stripe-simulator/world/dice.ts';
import { closeDatabase, openDatabase, type Sql } from '../../db/client.ts';
import { inTransaction, type Transaction } from '../../db/transaction.ts';
import { textHash } from '../../text-hash.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { decide, type Decision, type DecisionInputs } from '../rules/decide.ts';
import { STARTING_INSTRUMENTS } from './instruments.ts';
import {
  learnRows,
  MONTH_BEGINS,
  MONTH_ENDS,
  pastRows,
  seedSellers,
  SELLERS,
  type PastRow,
} from './past-months.fixture.ts';
import { readDecisionInputs } from './read-decision-inputs.ts';
import { storeDecision } from './store-decision.ts';

/* Thirty days of decisions, each made when nothing of its future was stored, told again when all of it is: byte for byte. */

let testDatabase: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  owner = openDatabase(testDatabase.ownerUrl, { max: 1, role: null }).sql;
});

afterAll(async () => {
  await owner.end();
  await closeDatabase();
  await testDatabase.drop();
});

const HOUR = 3_600_000;
/** Moments of a decision about everybody: not of whole hours, so that hours under way are seen. */
const STEP_MS = 8 * HOUR + 7 * 60_000 + 13;

async function startOver(): Promise<void> {
  await owner`set session_replication_role = replica`;
  await owner`truncate risk_facts, risk_hour_counters, risk_day_counters, risk_seen, risk_due, risk_assessments, risk_standings,
    risk_verdicts, payouts, payout_status_changes, requirement_changes, connected_accounts, external_accounts,
    external_account_changes, ledger_balances`;
  await seedSellers(owner);
  // From here on counters follow facts again.
  await owner`set session_replication_role = origin`;
}

const momentsOf = function* (): Generator<number> {
  for (let at = MONTH_BEGINS + STEP_MS; at < MONTH_ENDS; at += STEP_MS) yield at;
};

const inputsAt = (tx: Transaction, connectedAccountId: string, at: Date): Promise<DecisionInputs> =>
  readDecisionInputs(tx, { connectedAccountId, currency: 'usd', at });

/** Learns and decides through the month, as it went. @param told what is learned up to each moment, in its order */
async function live(told: (upTo: number) => readonly PastRow[]): Promise<void> {
  await startOver();
  for (const at of momentsOf()) {
    await learnRows(owner, told(at));
    await inTransaction(async (tx) => {
      for (const seller of SELLERS) {
        const inputs = await inputsAt(tx, seller, new Date(at));
        const decision = decide(inputs, STARTING_INSTRUMENTS);
        await storeDecision(tx, { inputs, decision, before: null, by: STARTING_INSTRUMENTS });
      }
    });
  }
}

type Stored = {
  account: string;
  at: string;
  inputs: string;
  inputs_hash: string;
  outcome: string;
  score: number;
};

const stored = () => owner<Stored[]>`
  select connected_account_id as account, decided_at::text as at, inputs, inputs_hash, outcome, score from risk_assessments
  order by decided_at, connected_account_id`;

/** Those of the month in the order in which they were learned, each up to a moment once. */
function inTurn(rows: readonly PastRow[]): (upTo: number) => readonly PastRow[] {
  let next = 0;
  return (upTo) => {
    const from = next;
    while (next < rows.length && Date.parse(rows[next]?.learned_at ?? '') <= upTo) next += 1;
    return rows.slice(from, next);
  };
}

describe('thirty days of decisions', () => {
  let first: readonly Stored[];

  it('are told again byte for byte, inputs and explanations, with all of their future there', async () => {
    const rows = pastRows();
    await live(inTurn(rows));
    first = await stored();
    expect(first).toHaveLength(SELLERS.length * [...momentsOf()].length);
    await learnRows(owner, rows);
    const faults: string[] = [];
    await inTransaction(async (tx) => {
      for (const { account, at, inputs, inputs_hash, outcome, score } of first) {
        const again = canonicalText(await inputsAt(tx, account, new Date(at)));
        const decision = decide(JSON.parse(inputs) as DecisionInputs, STARTING_INSTRUMENTS);
        const { base, contributions, lines } = decision;
        const sum = contributions.reduce((all, { value }) => all + value, base);
        const ofLines = lines.reduce((all, { adds }) => all + adds, base);
        const isSame =
          again === inputs &&
          textHash(again) === inputs_hash &&
          canonicalText(decision) === outcome &&
          sum === score;
        if (!isSame || Math.abs(ofLines - score) > 1e-9) faults.push(`${account} ${at}`);
      }
    });
    expect(faults).toEqual([]);
  }, 180_000);

  it('were about something: alarms, causes and money that stays, and calm before and after', () => {
    const decided = first.map(({ account, outcome }) => ({ account, ...(JSON.parse(outcome) as Decision) }));
    const causesOf = (name: string) =>
      new Set(decided.filter(({ account }) => account.endsWith(name)).map(({ cause }) => cause));
    expect(causesOf('quiet')).toEqual(new Set(['none']));
    expect(causesOf('surge')).toContain('seller');
    expect(causesOf('testing')).toContain('card_testing');
    expect(new Set(decided.map(({ action }) => action)).size).toBeGreaterThan(2);
    expect(decided.filter(({ lines }) => lines.length > 3).length).toBeGreaterThan(50);
    // Nearly every decision saw something else than the one before it.
    expect(new Set(first.map(({ inputs_hash }) => inputs_hash)).size).toBe(first.length);
    const features = first.map(({ inputs }) => (JSON.parse(inputs) as DecisionInputs).features);
    const still = FEATURE_NAMES.filter((_, column) => new Set(features.map((row) => row[column])).size < 2);
    expect(still.join(' ')).toBe('');
  });

  it('are the same of the same events in another order, and told twice', async () => {
    const dice = new Dice(11, 'order');
    const rows = pastRows();
    const turn = inTurn(rows);
    let before: readonly PastRow[] = [];
    await live((upTo) => {
      const now = turn(upTo);
      const shuffled = now
        .map((row) => ({ row, place: dice.fraction() }))
        .sort((a, b) => a.place - b.place)
        .map(({ row }) => row);
      const told = [...before.slice(-20), ...shuffled, ...shuffled.slice(0, 9)];
      before = now;
      return told;
    });
    const again = await stored();
    expect(again.map(({ inputs }) => inputs)).toEqual(first.map(({ inputs }) => inputs));
    expect(again.map(({ outcome }) => outcome)).toEqual(first.map(({ outcome }) => outcome));
  }, 180_000);
});
