import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { payoutCadenceRuns, payoutCadences } from '#drizzle/schema/cadences.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { readOwnBooks } from '../../ledger/payable-books-queries.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutAccount, readPayableAccount } from '../requests/lock-payout-account.ts';
import { proposePayout } from '../requests/propose-payout.ts';
import { readPayable } from '../requests/read-payable.ts';
import { whyNotProposed } from '../rules/cadence-choice.ts';
import { isDueAt } from './is-due-at.ts';

/** What came of one currency at one due time; `done before` when it was settled already, or the cadence was changed. */
export type CadenceOutcome = 'proposed' | 'nothing_payable' | 'done before';

/**
 * One currency of an account whose cadence is due: proposes all that can be paid out, or notes why there is nothing. The
 * account's row is locked first and the run is written in the same transaction as the request, so that neither a crash
 * nor a second worker proposes one due time twice.
 * @throws DomainError with what stands in the way of a payout; nothing is reserved or noted then
 */
export const runPayoutCadence = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({
    connectedAccountId: z.string().startsWith('acct_'),
    currency: z.string().regex(/^[a-z]{3}$/),
    dueAt: z.date(),
  }),
  run: async (tx, ctx, { connectedAccountId, currency, dueAt }) => {
    await lockPayoutAccount(tx, connectedAccountId);
    const run = { connectedAccountId, currency, dueAt };
    const [cadence] = await tx
      .select()
      .from(payoutCadences)
      .where(and(eq(payoutCadences.connectedAccountId, connectedAccountId), isDueAt(dueAt)));
    if (cadence === undefined || (await wasRun(tx, run))) return outcome('done before');
    const account = await readPayableAccount(tx, connectedAccountId);
    await refuseDebt(tx, connectedAccountId, currency);
    const { amount: payable, heldBecause } = await readPayable(tx, account, currency);
    const because = whyNotProposed({ ...cadence, currency, payable, heldBecause });
    if (because !== null) {
      await tx.insert(payoutCadenceRuns).values({ ...run, outcome: 'nothing_payable', because });
      return outcome('nothing_payable');
    }
    const { payoutRequestId } = await proposePayout(ctx, { connectedAccountId, currency, amount: null }, tx);
    await tx.insert(payoutCadenceRuns).values({ ...run, outcome: 'proposed', payoutRequestId });
    return outcome('proposed');
  },
});

/** No audit row of its own: a proposal left one, and a due time at which nothing changed is a row of the runs. */
function outcome(result: CadenceOutcome): { result: CadenceOutcome; audit: null } {
  return { result, audit: null };
}

async function wasRun(
  tx: Transaction,
  { connectedAccountId, currency, dueAt }: { connectedAccountId: string; currency: string; dueAt: Date },
): Promise<boolean> {
  const [run] = await tx
    .select({ outcome: payoutCadenceRuns.outcome })
    .from(payoutCadenceRuns)
    .where(
      and(
        eq(payoutCadenceRuns.connectedAccountId, connectedAccountId),
        eq(payoutCadenceRuns.currency, currency),
        eq(payoutCadenceRuns.dueAt, dueAt),
      ),
    );
  return run !== undefined;
}

/** Stripe pays a connected account with a negative balance nothing, and what it owes may be taken from the rest. */
async function refuseDebt(tx: Transaction, connectedAccountId: string, currency: string): Promise<void> {
  const owed = (await readOwnBooks(tx, connectedAccountId)).find(
    (book) => book.available < 0n && book.currency !== currency,
  );
  if (owed === undefined) return;
  throw new DomainError(
    'precondition_failed',
    `The account owes ${formatMoney(money(-owed.available, currencyCode(owed.currency)))}, so its cadence proposes nothing. Settle that first, or have somebody propose by hand.`,
  );
}
