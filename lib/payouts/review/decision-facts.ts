import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readReservedMoney } from '../../ledger/reserved-money-queries.ts';
import { KEPT_MINIMUM, LEFT_AFTER, MINIMUM_STAYS } from '../requests/kept-minimum.ts';
import { LOCKED_AT, STOPPED_BY_REFUSALS_AT } from '../dispatch/dispatch-facts.ts';
import { CALLED_ATTEMPTS } from '../dispatch/idempotency-key.ts';
import type { StoredRequest } from '../requests/lock-payout-request.ts';
import { rejectedBefore, type Rejection } from '../rules/rejected-before.ts';
import { destinationLabel, GONE, readInstead, type Gone, type GoneDestination } from './gone-destination.ts';
import { IS_LAST_OF_ITS_GIVER } from './lost-approvals.ts';
import type { Stop } from './stop-in-words.ts';

/** Everything that a decision is shown with, as it is now. Amounts are minor units of the request's currency. */
export type DecisionFacts = {
  readonly books: { readonly available: bigint; readonly reserved: bigint };
  /** What Stripe said last of the balance that its method draws on; null before it said anything. */
  readonly atStripe: bigint | null;
  /** What people know it by; null when it is not known any more. */
  readonly destination: string | null;
  /** Null while it is the one that was asked for. */
  readonly goneDestination: GoneDestination | null;
  /** Of any destination of the account; what was there when the account was first seen has not changed. */
  readonly destinationsChangedAt: string | null;
  /** Who asked for it, or for it again, and can change it, by name; null when a schedule or the account's owner did. */
  readonly asker: string | null;
  /** Who signs in to the portal for the account, by name. */
  readonly owners: readonly string[];
  readonly account: {
    readonly name: string;
    readonly lockStrength: string;
    readonly payoutsEnabled: boolean;
  };
  readonly holds: readonly { readonly holdId: string; readonly text: string }[];
  /** The minimum balance that it would go below, and what it would leave; null where it goes below none. */
  readonly belowMinimum: { readonly minimum: bigint; readonly left: bigint } | null;
  /** The oldest of the presses that keep it; null where none does. */
  readonly stops: readonly Stop[];
  /** Attempts of it that Stripe was asked with. */
  readonly calledAttempts: number;
  /** Since when nothing leaves, because all sending is locked; null while it is open. */
  readonly lockedAt: string | null;
  /** Since when equal refusals by Stripe stop the account's payouts; null where a person has looked, or there were none. */
  readonly breakerOpenedAt: string | null;
  /** The policy's wait is not over. */
  readonly isWaiting: boolean;
  readonly approvedBy: readonly { readonly operatorId: string; readonly name: string }[];
  /** Approvals of exactly this that count no more, unless the same person has approved it again: whose, since when and why. */
  readonly lost: readonly {
    readonly name: string;
    readonly decidedAt: string;
    readonly voidedAt: string;
    readonly because: string;
  }[];
  /** Who said no to money of the same balance transactions and nobody approved since, newest first, but for whom its reasons name. */
  readonly rejected: readonly string[];
  /** As the database counts them: distinct people who still may, and whether the role that is asked for is among them. */
  readonly standing: number;
};

/** Holds that stop it are few; beyond these their number is what matters. */
const HOLDS_MAX = 50;
/** An account has one or two people who sign in for it. */
const OWNERS_MAX = 5;
/** Those are enough to know whom to ask; the rest is on record. */
const REJECTIONS_MAX = 3;

type From = Database | Transaction;
/** Which of the table `payout_requests as request`. */
type Asked = SQL;

/** Of one request; inside a decision's transaction after its locks, so that they are true when it is written. */
export async function readDecisionFacts(from: From, request: StoredRequest): Promise<DecisionFacts> {
  return (await readManyDecisionFacts(from, [request]))(request);
}

/** Of many requests by as many statements as of one. @returns the facts of each of them */
export async function readManyDecisionFacts(
  from: From,
  requests: readonly StoredRequest[],
): Promise<(request: StoredRequest) => DecisionFacts> {
  const ids = requests.map(({ payoutRequestId }) => payoutRequestId);
  const asked = sql`request.payout_request_id = any(${sql.param(ids)}::text[])`;
  const accounts = byRequest(await readAccounts(from, asked));
  const holds = byRequest(await readHolds(from, asked));
  const minimums = byRequest(await readMinimums(from, asked));
  const approvals = byRequest(await readApprovals(from, asked));
  const booksOf = await readReservedMoney(from, requests);
  const instead = await readInstead(
    from,
    requests.filter(({ payoutRequestId: id }) => (accounts(id)[0]?.gone ?? null) !== null),
  );
  return (request) => {
    const { payoutRequestId, connectedAccountId } = request;
    const [row] = accounts(payoutRequestId);
    if (row === undefined) throw new Error(`${connectedAccountId} has a payout request and is not mirrored`);
    const [below] = minimums(payoutRequestId);
    return {
      books: booksOf(request),
      atStripe: row.at_stripe === null ? null : BigInt(row.at_stripe),
      account: { name: row.name, lockStrength: row.lock_strength, payoutsEnabled: row.payouts_enabled },
      destination: row.label,
      goneDestination:
        row.gone === null
          ? null
          : {
              how: row.gone,
              label: row.label ?? request.destinationId,
              at: row.gone_at,
              instead: instead.get(payoutRequestId) ?? null,
            },
      destinationsChangedAt: row.changed_at,
      asker: row.asker,
      owners: row.owners,
      holds: holds(payoutRequestId).map(({ hold_id, reviewer_text }) => ({
        holdId: hold_id,
        text: reviewer_text,
      })),
      belowMinimum:
        below === undefined ? null : { minimum: BigInt(below.minimum), left: BigInt(below.left_after) },
      stops: row.stops,
      calledAttempts: row.called_attempts,
      lockedAt: row.locked_at,
      breakerOpenedAt: row.breaker_opened_at,
      isWaiting: row.is_waiting,
      approvedBy: approvals(payoutRequestId)
        .filter(({ voided_at }) => voided_at === null)
        .map(({ operator_id, name }) => ({ operatorId: operator_id, name })),
      lost: approvals(payoutRequestId).flatMap(({ name, decided_at, voided_at, because }) =>
        voided_at === null
          ? []
          : [{ name, decidedAt: decided_at, voidedAt: voided_at, because: because ?? '' }],
      ),
      rejected: row.rejections.map(rejectedBefore).filter((said) => !request.routeReasons.includes(said)),
      standing: row.standing,
    };
  };
}

function byRequest<Row extends { id: string }>(rows: readonly Row[]): (id: string) => readonly Row[] {
  const found = Map.groupBy(rows, ({ id }) => id);
  return (id) => found.get(id) ?? [];
}

const readAccounts = (from: From, asked: Asked) =>
  from.execute<{
    id: string;
    name: string;
    lock_strength: string;
    payouts_enabled: boolean;
    at_stripe: string | null;
    label: string | null;
    gone: Gone | null;
    gone_at: string | null;
    changed_at: string | null;
    asker: string | null;
    owners: string[];
    stops: Stop[];
    rejections: Rejection[];
    called_attempts: number;
    locked_at: string | null;
    breaker_opened_at: string | null;
    is_waiting: boolean;
    standing: number;
  }>(sql`
    select request.payout_request_id as id, account.display_name as name, account.lock_strength, account.payouts_enabled,
      case request.method when 'instant' then balance.instant_available else balance.available end::text as at_stripe,
      case when destination.external_account_id is not null then ${destinationLabel('destination')} end as label, ${GONE} as gone,
      to_char(destination.deleted_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as gone_at,
      asker.name as asker,
      array(select owner.name from connected_account_owners as owner
        where owner.connected_account_id = account.connected_account_id and owner.disabled_at is null
        order by owner.name, owner.owner_id limit ${OWNERS_MAX}::int) as owners,
      (select to_char(max(seen_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') from external_account_changes as change
       where change.connected_account_id = account.connected_account_id and change.is_new_destination) as changed_at,
      coalesce(stopping.stops, '[]') as stops,
      -- Somebody may have said no since it was asked for: whoever decides next reads it, and whoever has read less decides anew.
      coalesce((select jsonb_agg(jsonb_build_object('by', coalesce(person.name, said.operator_id),
          'on', to_char(said.decided_at at time zone 'UTC', 'YYYY-MM-DD'), 'reason', coalesce(said.reason, ''))
          order by said.decided_at desc, said.payout_approval_id)
        from (select * from rejections_of(request.connected_account_id, request.currency, array(
            select paid.balance_transaction_id from payout_allocations as paid where paid.payout_request_id = request.payout_request_id
              and paid.reservation_number = request.reservation_number and paid.amount > 0), clock_timestamp())
          order by decided_at desc, payout_approval_id limit ${REJECTIONS_MAX}::int) as said
        left join operators as person using (operator_id)
        where exists (select from payout_approvals as no where no.connected_account_id = request.connected_account_id
          and no.decision = 'reject')), '[]') as rejections,
      ${CALLED_ATTEMPTS}::int as called_attempts,
      to_char(${LOCKED_AT} at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as locked_at,
      to_char(${STOPPED_BY_REFUSALS_AT} at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as breaker_opened_at,
      coalesce(request.waits_until > clock_timestamp(), false) as is_waiting,
      standing_approvals(request.payout_request_id)::int as standing
    from payout_requests as request
    join connected_accounts as account on account.connected_account_id = request.connected_account_id
    left join stripe_balances as balance
      on balance.connected_account_id = account.connected_account_id and balance.currency = request.currency
    left join external_accounts as destination
      on destination.external_account_id = request.destination_id
      and destination.connected_account_id = account.connected_account_id
    -- Each of them has to be released, so each is said.
    left join lateral (
      select jsonb_agg(jsonb_build_object('killSwitchId', pressed.kill_switch_id, 'scope', pressed.scope,
        'scopeValue', pressed.scope_value, 'by', coalesce(presser.name, pressed.engaged_by),
        'at', to_char(pressed.pressed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')) order by pressed.pressed_at) as stops
      from kill_switches as pressed left join operators as presser on presser.operator_id = pressed.engaged_by
      where pressed.state <> 'released' and not pressed.is_drill
        and kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, account.connected_account_id, request.currency,
          request.method)
    ) as stopping on true
    left join operators as asker
      on asker.operator_id = coalesce(request.requested_by_operator_id, request.reopened_by_operator_id)
    where ${asked}`);

const readHolds = (from: From, asked: Asked) =>
  from.execute<{ id: string; hold_id: string; reviewer_text: string }>(sql`
    select request.payout_request_id as id, hold.hold_id, hold.reviewer_text
    from payout_requests as request cross join lateral (
      select hold_id, placed_at, case when keeps_percent = 100 then reviewer_text
        else 'It keeps ' || keeps_percent || ' % of the balance, which this payout would take: ' || reviewer_text end as reviewer_text
      from holds
      where state <> 'released' and holds.connected_account_id = request.connected_account_id
        and (keeps_percent = 100 or not leaves_what_is_kept(request.payout_request_id))
        and (holds.payout_request_id = request.payout_request_id
          or (holds.payout_request_id is null and coalesce(holds.currency, request.currency) = request.currency))
      order by placed_at, hold_id limit ${HOLDS_MAX}) as hold
    where ${asked} order by hold.placed_at, hold.hold_id`);

const readMinimums = (from: From, asked: Asked) =>
  from.execute<{ id: string; minimum: string; left_after: string }>(sql`
    select request.payout_request_id as id, ${KEPT_MINIMUM}::text as minimum, ${LEFT_AFTER}::text as left_after
    from payout_requests as request where ${asked} and not ${MINIMUM_STAYS}`);

const readApprovals = (from: From, asked: Asked) =>
  from.execute<{
    id: string;
    operator_id: string;
    name: string;
    decided_at: string;
    voided_at: string | null;
    because: string | null;
  }>(sql`
    select request.payout_request_id as id, approval.operator_id, coalesce(operator.name, approval.operator_id) as name,
      to_char(approval.decided_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as decided_at,
      to_char(approval.voided_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as voided_at, approval.voided_because as because
    from payout_requests as request
    join payout_approvals as approval using (payout_request_id)
    left join operators as operator using (operator_id)
    where ${asked} and approval.decision = 'approve' and (approval.state = 'given' or ${IS_LAST_OF_ITS_GIVER})
    order by approval.decided_at, approval.payout_approval_id`);
