import { inArray } from 'drizzle-orm';
import { payouts } from '#drizzle/schema/payouts.ts';
import type { Transaction } from '../db/transaction.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { PayoutSnapshot } from './schemas.ts';
import { sumInWords } from './sum-in-words.ts';

/** What never changes of a payout at Stripe, and in the mirror neither (`guard_later_reading`), each with its words. */
const FIXED = {
  connectedAccountId: ['account', ({ connectedAccountId }) => connectedAccountId],
  occurredAt: ['created', ({ occurredAt }) => timeInWords(occurredAt)],
  amount: ['amount', inWords],
  currency: ['amount', inWords],
  method: ['method', ({ method }) => method],
  isAutomatic: ['made by', ({ isAutomatic }) => (isAutomatic ? 'Stripe’s schedule' : 'a call')],
} as const satisfies Partial<
  Record<keyof PayoutSnapshot, readonly [name: string, read: (facts: Facts) => string]>
>;

type Facts = Pick<
  PayoutSnapshot,
  'payoutId' | 'connectedAccountId' | 'occurredAt' | 'amount' | 'currency' | 'method' | 'isAutomatic'
>;

export const isFixedFact = (key: string): boolean => Object.hasOwn(FIXED, key);

/**
 * Alarms about payouts of which Stripe tells something else than what never changes of them on record: somebody wrote the
 * mirror by hand, or it is of another Stripe. Asks the mirror once its rows are written, so that no row comes in between.
 */
export async function noteContradictedPayouts(tx: Transaction, told: readonly Facts[]): Promise<void> {
  const onRecord = await tx
    .select({
      payoutId: payouts.payoutId,
      connectedAccountId: payouts.connectedAccountId,
      occurredAt: payouts.occurredAt,
      amount: payouts.amount,
      currency: payouts.currency,
      method: payouts.method,
      isAutomatic: payouts.isAutomatic,
    })
    .from(payouts)
    .where(
      inArray(
        payouts.payoutId,
        told.map(({ payoutId }) => payoutId),
      ),
    );
  const mirrored = new Map(onRecord.map((one) => [one.payoutId, one]));
  await raiseAlarms(
    tx,
    told.flatMap((one) => {
      const other = mirrored.get(one.payoutId);
      const differing = other === undefined ? [] : differences(one, other);
      return differing.length === 0
        ? []
        : [
            {
              kind: 'reading_contradicted',
              subject: one.payoutId,
              text: `Stripe contradicts what is on record of ${one.payoutId} of ${one.connectedAccountId}: ${differing.join('; ')}. Judge the payout by what Stripe says; somebody wrote its record by hand.`,
            },
          ];
    }),
  );
}

function differences(told: Facts, onRecord: Facts): string[] {
  const pairs = Object.values(FIXED).map(([name, read]) => {
    const [here, there] = [read(onRecord), read(told)];
    return here === there ? null : `${name} ${there}, on record ${here}`;
  });
  return [...new Set(pairs.filter((pair) => pair !== null))];
}

function inWords({ amount, currency }: Facts): string {
  return sumInWords(amount, currency);
}

/** The database has times that a `Date` has not, as infinity. */
function timeInWords(time: Date): string {
  return Number.isNaN(time.getTime()) ? 'at no time' : time.toISOString();
}
