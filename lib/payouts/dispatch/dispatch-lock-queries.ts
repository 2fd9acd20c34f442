import { eq, sql } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { authorize } from '../../auth/authorize.ts';
import { fromUnixSeconds } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import { IS_APPROVED_ENOUGH, LEAVES_BY_ITSELF } from './dispatch-facts.ts';
import { DISPATCH } from './lock-dispatch-row.ts';
import { STRAYED } from './strayed.ts';
import type { DispatchLock } from './types.ts';
import { unlockLeaf } from './unlock-leaf.ts';
import { FAILED_AGAIN_MS, unlockTimes, unlockWay } from './unlock-way.ts';

/** More than a person looks at one by one; the count says how many there are. */
const SHOWN_MAX = 20;

/** What the end of the lock means for an approved payout. */
type What = 'leaves' | 'stays' | 'goes_back';

/**
 * The lock of all sending, what speaks against ending it by hand, and what its end lets leave; null while dispatch is open.
 * @throws DomainError `forbidden`
 */
export async function readDispatchLock(ctx: Context): Promise<DispatchLock | null> {
  authorize(ctx, 'kill_switch.read');
  const [control] = await database()
    .select({
      lockedAt: dispatchControl.lockedAt,
      lockedBecause: dispatchControl.lockedBecause,
      knownUntil: dispatchControl.knownUntil,
      readWholeAt: dispatchControl.readWholeAt,
      unreadSince: dispatchControl.unreadSince,
      readingFailedAt: dispatchControl.readingFailedAt,
      readingFailedOn: dispatchControl.readingFailedOn,
      readingFailedAgainAt: dispatchControl.readingFailedAgainAt,
      failedName: connectedAccounts.displayName,
      unlockAskedBy: dispatchControl.unlockAskedBy,
      askedByName: sql<string | null>`coalesce(${operators.name}, ${dispatchControl.unlockAskedBy})`,
      seconds: sql<number>`extract(epoch from clock_timestamp())::float8`,
    })
    .from(dispatchControl)
    .leftJoin(operators, eq(operators.operatorId, dispatchControl.unlockAskedBy))
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, dispatchControl.readingFailedOn));
  if (control?.lockedAt == null || control.lockedBecause === null) return null;
  const { lockedAt, lockedBecause, unlockAskedBy, unreadSince, readWholeAt, readingFailedAgainAt } = control;
  const at = fromUnixSeconds(control.seconds);
  const times = unlockTimes({ lockedAt, unreadSince });
  const [strayed, [open], approved, asked] = await Promise.all([
    database().execute<{ payout_request_id: string; payout_id: string; has_come_back: boolean }>(STRAYED),
    database().execute<{ calling: number; unknown: number }>(sql`
      select count(*) filter (where state = 'calling' and call_until > clock_timestamp())::int as calling,
        count(*) filter (where state = 'unknown' or state = 'calling' and (call_until > clock_timestamp()) is not true)::int as unknown
      from payout_attempts where state in ('calling', 'unknown')`),
    database().execute<{ currency: string; amount: string; payouts: number; what: What }>(sql`
      select currency, what, sum(amount)::text as amount, count(*)::int as payouts from (
        select request.currency, request.amount, case when ${LEAVES_BY_ITSELF} then 'leaves' when ${IS_APPROVED_ENOUGH} then 'stays' else 'goes_back' end as what
        from payout_requests as request join payout_accounts as account using (connected_account_id)
        where request.state in ('approved', 'dispatching')) as approved
      group by currency, what order by currency`),
    unlockAskedBy === null ? null : readAsked(),
  ]);
  // What has come back can be sent once more without being paid a second time.
  const sentTwice = strayed.filter(({ has_come_back }) => !has_come_back);
  const countOf = (which: What): number =>
    approved.filter(({ what }) => what === which).reduce((sum, { payouts }) => sum + payouts, 0);
  return {
    lockedAt,
    lockedBecause,
    knownUntil: control.knownUntil,
    readWholeAt,
    failed: failedOf(control),
    ...times,
    isSettled: at >= times.settledAt,
    way: unlockWay({ lockedAt, unreadSince, readWholeAt, readingFailedAgainAt }, at),
    strayedCount: sentTwice.length,
    strayed: sentTwice
      .slice(0, SHOWN_MAX)
      .map((row) => ({ payoutRequestId: row.payout_request_id, payoutId: row.payout_id })),
    calling: open?.calling ?? 0,
    unknown: open?.unknown ?? 0,
    leaving: approved
      .filter(({ what }) => what === 'leaves')
      .map((row) => ({
        total: money(BigInt(row.amount), currency(row.currency)),
        payouts: row.payouts,
      })),
    staying: countOf('stays'),
    goingBack: countOf('goes_back'),
    asked:
      unlockAskedBy === null
        ? null
        : {
            operatorId: unlockAskedBy,
            name: control.askedByName ?? unlockAskedBy,
            at: asked?.at ?? null,
            reason: asked?.reason ?? null,
          },
    root: unlockLeaf({ lockedAt, lockedBecause, unlockAskedBy }),
  };
}

function failedOf(control: {
  readingFailedAt: Date | null;
  readingFailedOn: string | null;
  readingFailedAgainAt: Date | null;
  failedName: string | null;
}): DispatchLock['failed'] {
  const { readingFailedAt: at, readingFailedOn: connectedAccountId, readingFailedAgainAt: againAt } = control;
  if (at === null || connectedAccountId === null) return null;
  return {
    connectedAccountId,
    name: control.failedName ?? connectedAccountId,
    at,
    countsFrom: new Date(at.getTime() + FAILED_AGAIN_MS),
    againAt,
  };
}

/** What whoever asked gave as the reason: on record only, for the row of the lock has no place for it. */
async function readAsked(): Promise<{ at: Date; reason: string | null } | null> {
  const [row] = await database().execute<{ seconds: number; reason: string | null }>(sql`
    select extract(epoch from recorded_at)::float8 as seconds, after ->> 'reason' as reason from audit_records
    where subject = ${DISPATCH} and action = 'dispatch.unlock_ask' and outcome = 'done'
    order by recorded_at desc, audit_record_id desc limit 1`);
  return row === undefined ? null : { at: fromUnixSeconds(row.seconds), reason: row.reason };
}
