import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { bypasses } from '#drizzle/schema/bypasses.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { noteUndoneSince } from './note-undone-since.ts';
import { undo } from './send-bypass-ends.ts';

/** No payout waits longer at Stripe. */
const WAITS_DAYS = 10;
/** Refusals are rare. Whatever is beyond has a turn with a later look: they are drawn by lot, so that what is refused for ever keeps nothing out. */
const BATCH = 50;

/**
 * Incidents that ended with what was not undone, while Stripe could still undo them: a payout that waits, a schedule that is on of an
 * account that Sluice pays out or a press keeps. Stripe may have been away too long, or somebody said so by hand: an end is no reason to
 * stop trying. @returns how many were undone after all
 */
export async function undoAgain(ctx: Context): Promise<number> {
  const open = await database()
    .select()
    .from(bypasses)
    .where(
      and(
        eq(bypasses.state, 'ended'),
        inArray(bypasses.kind, ['payout', 'schedule']),
        sql`${bypasses.notUndone} is not null`,
        // What may be a payout of ours is decided by people.
        isNull(bypasses.payoutRequestId),
        sql`${bypasses.bypassId} = (select max(later.bypass_id) from bypasses as later
          where later.kind = ${bypasses.kind} and later.subject = ${bypasses.subject})`,
        sql`case ${bypasses.kind}
          when 'payout' then ${bypasses.seenAt} > now() - make_interval(days => ${WAITS_DAYS}) and exists (
            select from payouts as payout where payout.payout_id = ${bypasses.subject} and payout.status = 'pending' and not payout.is_automatic)
          else exists (
            select from connected_accounts as account where account.connected_account_id = ${bypasses.connectedAccountId}
              and account.payout_interval is distinct from 'manual' and account.deauthorized_at is null
              and (exists (select from payout_accounts as ours where ours.connected_account_id = account.connected_account_id)
                or kill_switch_covering(account.connected_account_id, null, 'standard') is not null)) end`,
      ),
    )
    .orderBy(sql`random()`)
    .limit(BATCH);
  let undone = 0;
  for (const bypass of open) {
    const said = await undo(ctx, bypass);
    const isUndone = await noteUndoneSince(ctx, { bypassId: bypass.bypassId, undone: said.undone.join(' ') });
    if (isUndone) undone += 1;
  }
  return undone;
}
