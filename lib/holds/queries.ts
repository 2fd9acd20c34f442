import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { ceilingDaysOfAccount, ceilingReachedAt } from './ceiling-sql.ts';
import { askedOfOwner } from './asked-of-owner.ts';
import { asSaidNow } from './rules/owner-text.ts';
import { releaseLeaf } from './release-leaf.ts';
import type { AskedOfOwner, HoldReason, HoldSource, HoldState, HoldView } from './types.ts';

/** Open ones are few; of the released ones the newest are enough to see what was lifted and why. */
const HOLDS_MAX = 50;

type Row = {
  id: string;
  account: string;
  request: string | null;
  currency: string | null;
  source: HoldSource;
  reason: HoldReason;
  percent: number;
  days: number | null;
  reviewer_text: string;
  owner_text: string;
  asked: AskedOfOwner;
  placed_by: string | null;
  placed_at: string;
  review_by: string;
  escalated_at: string | null;
  state: HoldState;
  asked_by_id: string | null;
  asked_by: string | null;
  asked_at: string | null;
  release_reason: string | null;
  released_by: string | null;
  released_at: string | null;
  lock: string;
  ceiling_at: string;
  ceiling_days: number;
  country: string | null;
};

/** Holds of a connected account and of its payout requests, open ones first. */
export async function listHoldsOfAccount(ctx: Context, connectedAccountId: string): Promise<HoldView[]> {
  authorize(ctx, 'payouts.read');
  return list(sql`hold.connected_account_id = ${connectedAccountId}`);
}

/** Holds that concern one payout request: its own, and those of its account in its currency. */
export async function listHoldsOfRequest(ctx: Context, payoutRequestId: string): Promise<HoldView[]> {
  authorize(ctx, 'payouts.read');
  return list(sql`exists (
    select from payout_requests as request
    where request.payout_request_id = ${payoutRequestId} and request.connected_account_id = hold.connected_account_id
      and (hold.payout_request_id = request.payout_request_id
        or (hold.payout_request_id is null and coalesce(hold.currency, request.currency) = request.currency)))`);
}

async function list(which: SQL): Promise<HoldView[]> {
  const rows = await database().execute<Row>(sql`
    select hold.hold_id as id, hold.connected_account_id as account, hold.payout_request_id as request, hold.currency,
      hold.source, hold.reason_code as reason, hold.keeps_percent as percent, hold.rolling_days as days,
      hold.reviewer_text, hold.owner_text, ${askedOfOwner(sql`hold.connected_account_id`)} as asked, placer.name as placed_by, hold.placed_at::text, hold.review_by::text,
      hold.escalated_at::text, hold.state, hold.release_asked_by as asked_by_id,
      coalesce(asker.name, hold.release_asked_by) as asked_by, hold.release_asked_at::text as asked_at, hold.release_reason,
      releaser.name as released_by, hold.released_at::text, ${ceilingReachedAt}::text as ceiling_at,
      ${ceilingDaysOfAccount} as ceiling_days, account.country, account.lock_strength as lock
    from holds as hold
    join connected_accounts as account using (connected_account_id)
    left join operators as placer on placer.operator_id = hold.placed_by
    left join operators as asker on asker.operator_id = hold.release_asked_by
    left join operators as releaser on releaser.operator_id = hold.released_by
    where ${which}
    order by hold.state = 'released', hold.placed_at desc, hold.hold_id
    limit ${HOLDS_MAX}`);
  return rows.map((row) => ({
    holdId: row.id,
    connectedAccountId: row.account,
    payoutRequestId: row.request,
    currency: row.currency,
    source: row.source,
    reason: row.reason,
    keepsPercent: row.percent,
    rollingDays: row.days,
    reviewerText: row.reviewer_text,
    ownerText: asSaidNow(row.owner_text, {
      isOfOnePayout: row.request !== null,
      // Of one that is over: its own words, and not what was asked for since.
      asked: row.state === 'released' ? NOTHING_ASKED : row.asked,
    }),
    asked: askedWord(row.asked),
    placedBy: row.placed_by,
    placedAt: new Date(row.placed_at),
    reviewBy: new Date(row.review_by),
    escalatedAt: instant(row.escalated_at),
    state: row.state,
    releaseAskedById: row.asked_by_id,
    releaseAskedBy: row.asked_by,
    releaseAskedAt: instant(row.asked_at),
    releaseReason: row.release_reason,
    releaseRoot: releaseLeaf({
      holdId: row.id,
      state: row.state,
      releaseAskedBy: row.asked_by_id,
      releaseReason: row.release_reason,
    }),
    releasedBy: row.released_by,
    releasedAt: instant(row.released_at),
    lockStrength: row.lock,
    ceilingAt: new Date(row.ceiling_at),
    ceilingDays: row.ceiling_days,
    country: row.country,
  }));
}

const NOTHING_ASKED: AskedOfOwner = { subjects: [], isAnswered: false };

function askedWord({ subjects, isAnswered }: AskedOfOwner): HoldView['asked'] {
  if (subjects.length > 0) return 'waiting';
  return isAnswered ? 'answered' : 'nothing';
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
