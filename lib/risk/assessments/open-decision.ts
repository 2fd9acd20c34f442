import { sql } from 'drizzle-orm';
import { executePrepared } from '../../db/execute-prepared.ts';
import type { Transaction } from '../../db/transaction.ts';
import { dateOf, type RiskReadingText } from '../features/risk-reading.ts';
import type { InstrumentsText } from './instruments.ts';
import type { OpenFlag } from './settle-flag.ts';
import type { DecisionBefore } from './store-decision.ts';

type Told = {
  readonly at: number;
  readonly instruments: InstrumentsText;
  readonly readings: readonly {
    readonly currency: string;
    readonly reading: RiskReadingText;
    readonly runOff: string | null;
    readonly before: (Omit<DecisionBefore, 'storedAt'> & { readonly storedAt: number }) | null;
    readonly flag: (Omit<OpenFlag, 'calmSince'> & { readonly calmSince: number | null }) | null;
  }[];
};

/** What a decision about an account is made of, as of its moment. */
export type OpenDecision = {
  readonly at: Date;
  readonly instruments: InstrumentsText;
  /** Of each currency that something happened in lately. */
  readonly readings: readonly {
    readonly currency: string;
    readonly reading: RiskReadingText;
    /** SHA-256 of the curves by which its money runs off; null where nothing was ever estimated. */
    readonly runOff: string | null;
    readonly before: DecisionBefore | null;
    /** The one that is not over, which nobody else changes until the end of the transaction; null where there is none. */
    readonly flag: OpenFlag | null;
  }[];
};

/**
 * Begins a decision in one round trip: until the end of the transaction nobody else learns anything of the account, and it is off the
 * list of those due. What is told is all that was learned before the moment of the decision.
 */
export async function openDecision(tx: Transaction, connectedAccountId: string): Promise<OpenDecision> {
  const [row] = await executePrepared<{ told: string }>(
    tx,
    sql`select open_risk_decision(${connectedAccountId})::text as told`,
  );
  const { at, instruments, readings } = JSON.parse(row?.told ?? '') as Told; // as the function makes it
  return {
    at: dateOf(at),
    instruments,
    readings: readings.map(({ before, flag, ...rest }) => ({
      ...rest,
      flag: flag === null ? null : { ...flag, calmSince: dateOf(flag.calmSince) },
      before: before === null ? null : { ...before, storedAt: dateOf(before.storedAt) },
    })),
  };
}
