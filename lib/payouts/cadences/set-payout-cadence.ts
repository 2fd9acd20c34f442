import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutCadences } from '#drizzle/schema/cadences.ts';
import { actorId } from '../../audit/record-audit.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { timeZoneCalled } from '../../preferences/time-zones.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutAccount } from '../requests/lock-payout-account.ts';
import { type CadencePlan, nextDueAt } from './next-due.ts';
import { parseAmounts } from './parse-amounts.ts';

const DAY_OF_MONTH = 'Choose a day of the month, from 1 to 31.';
const TIME = 'Write a time of day, such as 06:30.';

const amounts = z.string().max(1_000).default('');

const input = z.strictObject({
  connectedAccountId: z.string().startsWith('acct_'),
  cadence: z.enum(['daily', 'weekly', 'monthly', 'threshold', 'on_request']),
  /** ISO days, Monday 1 to Sunday 7; of a weekly cadence, ignored elsewhere. */
  weekdays: z.array(z.int().min(1).max(7)).max(7).default([]),
  /** Of a monthly cadence, ignored elsewhere. */
  monthDay: z
    .int({ error: DAY_OF_MONTH })
    .min(1, { error: DAY_OF_MONTH })
    .max(31, { error: DAY_OF_MONTH })
    .nullable()
    .default(null),
  /** Minutes after midnight in the zone. */
  atMinute: z.int({ error: TIME }).min(0, { error: TIME }).max(1_439, { error: TIME }),
  /** Its IANA name, or what people call it. */
  zone: z.string().max(60),
  /** As people list amounts; of a cadence by threshold, ignored elsewhere. */
  thresholds: amounts,
  minimumBalances: amounts,
  /** The version that was on the screen; null where there was none. */
  seenVersion: z.int().positive().nullable(),
});
type Input = z.output<typeof input>;

/**
 * Says when payouts of an enrolled account are proposed, and what stays in its balance. What is due already at the moment
 * of the change is not proposed any more; the new cadence begins at its next time.
 * @throws DomainError `invalid_input`, `precondition_failed` when the account is not enrolled, `conflict`
 */
export const setPayoutCadence = defineVerb({
  permission: 'payouts.enrol',
  input,
  run: async (tx, ctx, wanted) => {
    const { connectedAccountId } = wanted;
    const thresholds = amountsOf('thresholds', wanted.cadence === 'threshold' ? wanted.thresholds : '');
    const minimumBalances = amountsOf('minimumBalances', wanted.minimumBalances);
    const plan = planOf(wanted, thresholds);
    await lockPayoutAccount(tx, connectedAccountId);
    const [before] = await tx
      .select()
      .from(payoutCadences)
      .where(eq(payoutCadences.connectedAccountId, connectedAccountId))
      .for('update');
    if ((before?.version ?? null) !== wanted.seenVersion)
      throw new DomainError(
        'conflict',
        'Somebody has changed this cadence since you opened it. Look at it again, then change it.',
      );
    const nextDue = await dueOf(tx, plan);
    const columns = {
      ...plan,
      weekdays: [...plan.weekdays],
      thresholds,
      minimumBalances,
      nextDueAt: nextDue,
      setBy: actorId(ctx.actor),
      setAt: sql`now()`,
    };
    await tx
      .insert(payoutCadences)
      .values({ connectedAccountId, ...columns })
      .onConflictDoUpdate({
        target: payoutCadences.connectedAccountId,
        set: { ...columns, version: sql`${payoutCadences.version} + 1` },
      });
    return {
      result: { nextDueAt: nextDue },
      audit: {
        action: 'payout_cadence.set',
        subject: connectedAccountId,
        ...(before === undefined ? {} : { before: onRecord(before) }),
        after: onRecord({ ...plan, thresholds, minimumBalances }),
      },
    };
  },
});

/** @returns minor units as text by currency */
function amountsOf(field: 'thresholds' | 'minimumBalances', text: string): Record<string, string> {
  const read = parseAmounts(text);
  if (!read.ok) throw refusedField(field, read.fault);
  return read.amounts;
}

function planOf(
  { cadence, weekdays, monthDay, zone, atMinute }: Input,
  thresholds: Record<string, string>,
): CadencePlan {
  const called = timeZoneCalled(zone);
  if (called === null)
    throw refusedField('zone', `There is no one time zone called “${zone}”. Write it like Europe/Berlin.`);
  if (cadence === 'weekly' && weekdays.length === 0)
    throw refusedField('weekdays', 'Choose at least one day of the week.');
  if (cadence === 'monthly' && monthDay === null) throw refusedField('monthDay', DAY_OF_MONTH);
  if (cadence === 'threshold' && Object.keys(thresholds).length === 0)
    throw refusedField(
      'thresholds',
      'Write at least one threshold, such as 500.00 EUR. Currencies without one are not proposed.',
    );
  return {
    cadence,
    weekdays: cadence === 'weekly' ? [...new Set(weekdays)].sort() : [],
    monthDay: cadence === 'monthly' ? monthDay : null,
    zone: called,
    atMinute,
  };
}

/** Postgres may know fewer zones than the browser. */
async function dueOf(tx: Transaction, plan: CadencePlan): Promise<Date | null> {
  try {
    return await nextDueAt(tx, plan, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '22023')
      throw refusedField('zone', `The database knows no time zone ${plan.zone}. Choose another one.`, {
        cause: error,
      });
    throw error;
  }
}

function onRecord(plan: {
  cadence: string;
  weekdays: readonly number[];
  monthDay: number | null;
  zone: string;
  atMinute: number;
  thresholds: Record<string, string>;
  minimumBalances: Record<string, string>;
}): Record<string, unknown> {
  const { cadence, weekdays, monthDay, atMinute, thresholds, minimumBalances } = plan;
  return { cadence, weekdays, monthDay, zone: plan.zone, atMinute, thresholds, minimumBalances };
}
