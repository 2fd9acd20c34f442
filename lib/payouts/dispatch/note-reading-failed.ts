import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { DISPATCH, tellDispatchLock } from './lock-dispatch-row.ts';
import { FAILED_AGAIN_MS } from './unlock-way.ts';

type Failed = { is_after: boolean; is_again: boolean };

/**
 * An account's list could not be read since the lock. Once it says little; when the same list fails again `FAILED_AGAIN_MS` later or more, and
 * no reading got past it between (`noteReadingGotOn`), two people may end the lock without the lists. The worker goes on trying.
 * @param begunAt when the reading began, by the database's clock @param because what Stripe answered
 * @returns whether it says anything new: not when nothing is locked, the lists were read, the reading began before the lock, or the same
 *   list has failed a moment ago or is known to fail
 */
export const noteReadingFailed = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ begunAt: z.string(), connectedAccountId: z.string(), because: z.string() }),
  async run(tx, _ctx, { begunAt, connectedAccountId, because }) {
    const [control] = await tx.select().from(dispatchControl).for('update');
    if (control?.lockedAt == null || control.readWholeAt !== null) return { result: false, audit: null };
    const [failed] = await executeSet<Failed>(
      tx,
      sql`select ${begunAt}::timestamptz > locked_at as is_after,
        coalesce(clock_timestamp() >= reading_failed_at + make_interval(secs => ${FAILED_AGAIN_MS / 1_000}::float8), false) as is_again
      from dispatch_control`,
    );
    if (failed?.is_after !== true) return { result: false, audit: null };
    const isSame = control.readingFailedOn === connectedAccountId;
    if (isSame && (!failed.is_again || control.readingFailedAgainAt !== null))
      return { result: false, audit: null };
    const at = sql`clock_timestamp()`;
    await tx
      .update(dispatchControl)
      .set(
        isSame
          ? { readingFailedAgainAt: at }
          : { readingFailedAt: at, readingFailedOn: connectedAccountId, readingFailedAgainAt: null },
      )
      .where(eq(dispatchControl.one, 1));
    const said = `${control.lockedBecause ?? ''} Stripe's list of payouts of ${connectedAccountId} could not be read`;
    await tellDispatchLock(
      tx,
      isSame
        ? `${said} again: ${because} It is tried again; until it is read two people may open dispatch without the lists.`
        : `${said}: ${because} It is tried again.`,
    );
    return {
      result: true,
      audit: {
        action: isSame ? 'dispatch.read_failed_again' : 'dispatch.read_failed',
        subject: DISPATCH,
        after: { begunAt, connectedAccountId, because },
      },
    };
  },
});
