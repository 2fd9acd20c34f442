import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { scopeName } from '../kill-switch/scope-name.ts';
import { OUR_KEY } from '../ledger/alarm-kinds.ts';
import type { AlarmKind } from '../ledger/types.ts';
import { currency } from '../money/currency.ts';
import { formatMoney } from '../money/format.ts';
import { money } from '../money/money.ts';

/** Something that needs a person. */
export type Need = {
  readonly kind:
    | 'payout_request.needs_review'
    | 'payout_request.outcome_unknown'
    | 'payout_request.returned'
    | 'payout_request.refused'
    | 'alarm.raised'
    | 'hold.review_due'
    | 'hold.release_asked'
    | 'kill_switch.pressed'
    | 'kill_switch.release_asked'
    | 'bypass.seen'
    | 'payout_policy.waiting'
    | 'account_rejection.asked'
    | 'account_rejection.refused'
    | 'owner_invitation.asked'
    | 'owner_renewal.asked'
    | 'information_request.answered'
    | 'information_request.overdue'
    | 'step_up_factor.waiting';
  /** Names it once, with the version of what it is about. */
  readonly subject: string;
  readonly at: Date;
  readonly title: string;
  /** Where it is decided. */
  readonly path: string;
  /** Whoever caused it is not told. */
  readonly causedBy: string | null;
  readonly isForAdministrators: boolean;
  readonly data: Readonly<Record<string, string>>;
};

/** Older ones have been seen by everybody who looks. */
const HOURS = 24;
/** More is a flood, which one message says as well. */
const NEEDS_MAX = 500;

/** Nobody else can decide these. */
const FOR_ADMINISTRATORS: readonly Need['kind'][] = [
  'step_up_factor.waiting',
  'payout_policy.waiting',
  'owner_invitation.asked',
  'owner_renewal.asked',
];

type Row = {
  kind: Need['kind'];
  subject: string;
  at: string;
  path: string;
  caused_by: string | null;
  name: string;
  amount: string | null;
  currency: string | null;
  data: Record<string, string>;
};

/** What a press covers: `everything`, `currency usd`, or the one account by its name. */
const PRESS_COVERS = sql`coalesce((${scopeName(sql`scope`, sql`scope_value`)}),
  replace(scope, '_', ' ') || case when scope_value = '' then '' else ' ' || scope_value end)`;

/** What began to need somebody during the last day and still does, oldest first; each part walks a partial index. */
export async function readNeeds(tx: Transaction): Promise<Need[]> {
  const since = sql`clock_timestamp() - make_interval(hours => ${HOURS}::int)`;
  const rows = await tx.execute<Row>(sql`
    select * from (
      ${requestNeeds(since)}
      union all
      select 'hold.release_asked', hold_id || '/' || to_char(release_asked_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'),
        release_asked_at::text, '/connected-accounts/' || connected_account_id, release_asked_by, reviewer_text, null, null,
        jsonb_build_object('hold_id', hold_id, 'connected_account_id', connected_account_id)
      from holds where state = 'release_asked' and release_asked_at > ${since}
      union all
      select 'kill_switch.release_asked', kill_switch_id || '/' || to_char(release_asked_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'),
        release_asked_at::text, '/kill-switch/' || kill_switch_id, release_asked_by,
        ${PRESS_COVERS}, null, null,
        jsonb_build_object('kill_switch_id', kill_switch_id, 'scope', scope, 'scope_value', scope_value)
      from kill_switches where state = 'release_asked' and not is_drill and release_asked_at > ${since}
      union all
      select 'bypass.seen', 'bypass/' || bypass_id, seen_at::text, '/connected-accounts/' || connected_account_id, null, seen, null, null,
        jsonb_build_object('kind', kind, 'connected_account_id', connected_account_id, 'subject', subject)
      from bypasses where seen_at > ${since}
      union all
      select 'payout_policy.waiting', policy_version_id || '/' || to_char(written_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'),
        written_at::text, '/settings/payout-policy', written_by, 'version ' || version, null, null,
        jsonb_build_object('policy_version_id', policy_version_id, 'version', version::text)
      from payout_policies where state = 'draft' and written_at > ${since}
      union all
      select 'hold.review_due', hold_id, escalated_at::text, '/connected-accounts/' || connected_account_id, null, reviewer_text, null, null,
        jsonb_build_object('hold_id', hold_id, 'connected_account_id', connected_account_id)
      from holds where state <> 'released' and escalated_at > ${since}
      union all
      select 'kill_switch.pressed', kill_switch_id, pressed_at::text, '/kill-switch/' || kill_switch_id, engaged_by,
        ${PRESS_COVERS}, null, null,
        jsonb_build_object('kill_switch_id', kill_switch_id, 'scope', scope, 'scope_value', scope_value)
      from kill_switches where state <> 'released' and not is_drill and pressed_at > ${since}
      union all ${rejectionNeeds(since)}
      union all ${informationNeeds(since)}
      union all ${ownerNeeds(since)}
      union all ${alarmNeeds(since)}
      union all
      select 'step_up_factor.waiting', factor_id, enrolled_at::text, '/settings/security', operator_id, name, null, null,
        jsonb_build_object('factor_id', factor_id)
      from step_up_factors where state = 'waiting' and enrolled_at > ${since}) as needs
    order by at, subject limit ${NEEDS_MAX}`);
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    at: new Date(row.at),
    title: titleOf(row),
    path: row.path,
    causedBy: row.caused_by,
    isForAdministrators: FOR_ADMINISTRATORS.includes(row.kind),
    data: row.data,
  }));
}

/** Which payouts wait for a word, and whose outcome needs one. Its columns name those of all needs. */
const requestNeeds = (since: SQL): SQL => sql`
      select 'payout_request.needs_review' as kind, request.payout_request_id || '/' || request.version as subject,
        request.state_since::text as at, '/payouts/' || request.payout_request_id as path, 
        coalesce(request.reopened_by_operator_id, request.requested_by_operator_id) as caused_by,
        account.display_name as name, request.amount::text as amount, request.currency,
        jsonb_build_object('payout_request_id', request.payout_request_id, 'connected_account_id', request.connected_account_id,
          'amount', request.amount::text, 'currency', request.currency) as data
      from payout_requests as request join connected_accounts as account using (connected_account_id)
      where request.state = 'in_review' and request.state_since > ${since}
      union all
      select 'payout_request.returned', request.payout_request_id || '/' || coalesce(request.payout_id, ''), request.state_since::text,
        '/payouts/' || request.payout_request_id, null, account.display_name, request.amount::text, request.currency,
        jsonb_build_object('payout_request_id', request.payout_request_id, 'connected_account_id', request.connected_account_id,
          'payout_id', request.payout_id, 'amount', request.amount::text, 'currency', request.currency)
      from payout_requests as request join connected_accounts as account using (connected_account_id)
      where request.state = 'returned' and request.state_since > ${since}
      union all
      select 'payout_request.refused', request.payout_request_id || '/refused/' || request.attempt_count, request.state_since::text,
        '/payouts/' || request.payout_request_id, null, account.display_name, request.amount::text, request.currency,
        jsonb_build_object('payout_request_id', request.payout_request_id, 'connected_account_id', request.connected_account_id,
          'amount', request.amount::text, 'currency', request.currency)
      from payout_requests as request join connected_accounts as account using (connected_account_id)
      where request.state = 'refused' and request.state_since > ${since}
      union all
      select 'payout_request.outcome_unknown', attempt.payout_attempt_id, attempt.absent_since::text,
        '/payouts/' || request.payout_request_id, null, account.display_name, request.amount::text, request.currency,
        jsonb_build_object('payout_request_id', request.payout_request_id, 'connected_account_id', request.connected_account_id,
          'amount', request.amount::text, 'currency', request.currency)
      from payout_requests as request
      join payout_attempts as attempt on attempt.payout_request_id = request.payout_request_id
        and attempt.attempt_number = request.attempt_count and attempt.state = 'absent'
      join connected_accounts as account on account.connected_account_id = request.connected_account_id
      where request.state = 'unknown' and attempt.absent_since > ${since}`;

/** Which accounts somebody wants rejected or let in again, and what Stripe did not take. */
const rejectionNeeds = (since: SQL): SQL => sql`
      select 'account_rejection.asked', account_rejection_id || '/asked', asked_at::text,
        '/connected-accounts/' || connected_account_id || '#rejection', asked_by, account.display_name, null, null,
        jsonb_build_object('account_rejection_id', account_rejection_id, 'connected_account_id', connected_account_id, 'act', act)
      from account_rejections join connected_accounts as account using (connected_account_id)
      where state = 'asked' and asked_at > ${since}
      union all
      select 'account_rejection.refused', account_rejection_id || '/refused', ended_at::text,
        '/connected-accounts/' || connected_account_id || '#rejection', null, account.display_name, null, null,
        jsonb_build_object('account_rejection_id', account_rejection_id, 'connected_account_id', connected_account_id, 'act', act)
      from account_rejections join connected_accounts as account using (connected_account_id)
      where state = 'refused' and ended_at > ${since}`;

/** Which accounts somebody wants an owner let in to, for the first time or once they cannot sign in any more. */
const ownerNeeds = (since: SQL): SQL => sql`
      select 'owner_invitation.asked', seller_invitation_id || '/asked', invited_at::text,
        '/connected-accounts/' || connected_account_id || '#owners', invited_by, account.display_name, null, null,
        jsonb_build_object('seller_invitation_id', seller_invitation_id, 'connected_account_id', connected_account_id)
      from seller_invitations join connected_accounts as account using (connected_account_id)
      where not makes_account and confirmed_at is null and revoked_at is null and invited_at > ${since}
      union all
      select 'owner_renewal.asked', owner_renewal_id || '/asked', asked_at::text,
        '/connected-accounts/' || connected_account_id || '#owners', asked_by, account.display_name, null, null,
        jsonb_build_object('owner_renewal_id', owner_renewal_id, 'connected_account_id', connected_account_id)
      from owner_renewals join connected_accounts as account using (connected_account_id)
      where made_at is null and ended_at is null and expires_at > clock_timestamp() and asked_at > ${since}`;

/** What keeps money from leaving until a person has looked, and is told by nothing else. */
const MONEY_STANDS: readonly AlarmKind[] = [
  'dispatch_locked',
  'payout_breaker_opened',
  'payout_not_taken',
  'money_without_proposal',
];

const alarmNeeds = (since: SQL): SQL => sql`
      select 'alarm.raised', 'alarm/' || alarm.alarm_id, alarm.raised_at::text,
        case when alarm.kind = 'dispatch_locked' then '/kill-switch#dispatch'
          when account.connected_account_id is null then '/alarms?kind=' || alarm.kind
          else '/connected-accounts/' || alarm.subject end,
        null, coalesce(account.display_name, alarm.subject), null, null, jsonb_build_object('kind', alarm.kind, 'subject', alarm.subject)
      from alarms as alarm left join connected_accounts as account on account.connected_account_id = alarm.subject
      where alarm.closed_at is null and alarm.raised_at > ${since} and alarm.kind = any(${sql.param([...MONEY_STANDS])}::text[])`;

/** What owners have answered, and what they have not answered in time although they could. */
const informationNeeds = (since: SQL): SQL => sql`
            select 'information_request.answered', information_request_id, answered_at::text,
        '/connected-accounts/' || connected_account_id, null, account.display_name, null, null,
        jsonb_build_object('information_request_id', information_request_id, 'connected_account_id', connected_account_id)
      from information_requests join connected_accounts as account using (connected_account_id)
      where state = 'answered' and answered_at > ${since}
union all
      select 'information_request.overdue', information_request_id || '/overdue', due_at::text,
        '/connected-accounts/' || connected_account_id, null, account.display_name, null, null,
        jsonb_build_object('information_request_id', information_request_id, 'connected_account_id', connected_account_id)
      from information_requests join connected_accounts as account using (connected_account_id)
      where state = 'sent' and due_at > ${since} and due_at <= clock_timestamp() and account.deauthorized_at is null`;

function titleOf({ kind, name, amount, currency: code, data }: Row): string {
  const sum = (): string => formatMoney(money(BigInt(amount ?? '0'), currency(code ?? 'usd')));
  switch (kind) {
    case 'payout_request.needs_review':
      return `${sum()} to ${name} waits for a decision`;
    case 'payout_request.returned':
      return `${sum()} to ${name} came back from the bank or was cancelled`;
    case 'payout_request.refused':
      return `Stripe refused ${sum()} to ${name}: a person decides what comes next`;
    case 'alarm.raised':
      return alarmTitle(data['kind'] ?? '', name);
    case 'payout_request.outcome_unknown':
      return `Stripe has no payout of ${sum()} to ${name}: a person says whether it is sent again`;
    case 'hold.release_asked':
      return `Somebody asks to release a hold: ${name}`;
    case 'kill_switch.release_asked':
      return `Somebody asks to let payouts go again: ${name}`;
    case 'bypass.seen':
      return `Past Sluice: ${name}`;
    case 'payout_policy.waiting':
      return `A payout policy waits to be published by a second administrator: ${name}`;
    case 'hold.review_due':
      return `A hold is due for review: ${name}`;
    case 'kill_switch.pressed':
      return `Payouts were stopped: ${name}`;
    case 'account_rejection.asked':
      return data['act'] === 'reject'
        ? `Somebody asks to reject ${name}: a second person decides`
        : `Somebody asks to let ${name} in again: a second person decides`;
    case 'account_rejection.refused':
      return `Stripe did not take the word about ${name}: look at it again`;
    case 'owner_invitation.asked':
      return `Somebody asks for an owner of ${name} to be let in: a second administrator confirms`;
    case 'owner_renewal.asked':
      return `Somebody asks for another password for an owner of ${name}: a second administrator makes the link`;
    case 'information_request.answered':
      return `The owner of ${name} has answered`;
    case 'information_request.overdue':
      return `The owner of ${name} has not answered in time`;
    case 'step_up_factor.waiting':
      return `A new passkey or code waits for an administrator: ${name}`;
  }
}

function alarmTitle(kind: string, name: string): string {
  if (kind === 'dispatch_locked') return 'No payout leaves: dispatch is locked';
  if (kind === 'payout_not_taken')
    return name === OUR_KEY
      ? 'No payout leaves: Stripe does not accept our key for payouts'
      : `Stripe turns payouts of ${name} away and they are asked for again and again`;
  return kind === 'payout_breaker_opened'
    ? `Stripe keeps refusing payouts of ${name}: none is sent until a person has looked`
    : `${name} has money that nobody asks for`;
}
