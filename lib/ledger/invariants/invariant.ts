import type { SQL } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../execute-set.ts';

/** One offending thing: its id and a sentence that says what is wrong with it. */
export type Finding = { id: string; text: string };

/** `unknown`: no answer is possible yet, for example because Stripe's Balance was read before the newest row. */
export type Verdict = {
  outcome: 'held' | 'broken' | 'unknown';
  rowsChecked: bigint;
  /** All of them; `findings` holds the first 100 by id. */
  findingCount: number;
  findings: Finding[];
  /** What a person should know and is no offence; `notes` holds the first 100 by id. */
  noteCount: number;
  notes: Finding[];
};

/** `from` limits a check to what its `timed` says; null checks everything. */
export type Scope = { now: Date; from: Date | null };

export type Invariant = {
  /** Stable name, stored with each result. */
  readonly name: string;
  /** What holds, as a sentence. */
  readonly promise: string;
  /** What a run with `from` covers, as a noun; `{from}` stands for that instant. Null when every run covers everything. */
  readonly timed: string | null;
  /** What the check cannot see, and why, as sentences. */
  readonly limit: string | null;
  readonly check: (tx: Transaction, scope: Scope) => Promise<Verdict>;
};

export const FINDINGS_MAX = 100;

/** An instant as screens recognise it, to draw it in the reader's zone. */
export function iso(instant: SQL): SQL {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

type CountedFinding = Finding & { total: bigint };

type Found = Pick<Verdict, 'findingCount' | 'findings'>;

/** Runs a query with the columns `id` and `text`, one row per offence. */
export async function findOffences(tx: Transaction, offences: SQL): Promise<Found> {
  const rows = await executeSet<CountedFinding>(
    tx,
    sql`with offences as materialized (${offences})
        select id, text, (select count(*) from offences) as total from offences order by id, text limit ${FINDINGS_MAX}`,
  );
  return {
    findingCount: Number(rows[0]?.total ?? 0n), // a count of rows, far below 2^53
    findings: rows.map(({ id, text }) => ({ id, text })),
  };
}

/** Runs a query with one column `count`. */
export async function countRows(tx: Transaction, query: SQL): Promise<bigint> {
  const [row] = await executeSet<{ count: bigint }>(tx, query);
  return row?.count ?? 0n;
}

export function verdict(rowsChecked: bigint, found: Found): Verdict {
  return {
    outcome: found.findingCount === 0 ? 'held' : 'broken',
    rowsChecked,
    ...found,
    noteCount: 0,
    notes: [],
  };
}

/** Joins what several parts of one check found. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  const outcomes = new Set(verdicts.map(({ outcome }) => outcome));
  return {
    outcome: outcomes.has('broken') ? 'broken' : outcomes.has('unknown') ? 'unknown' : 'held',
    rowsChecked: verdicts.reduce((sum, part) => sum + part.rowsChecked, 0n),
    findingCount: verdicts.reduce((sum, part) => sum + part.findingCount, 0),
    findings: verdicts.flatMap(({ findings }) => findings).slice(0, FINDINGS_MAX),
    noteCount: verdicts.reduce((sum, part) => sum + part.noteCount, 0),
    notes: verdicts.flatMap(({ notes }) => notes).slice(0, FINDINGS_MAX),
  };
}
