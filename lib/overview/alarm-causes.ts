import type { AlarmKind } from '../ledger/types.ts';
import type { AlarmCause, AlarmSeverity, OpenAlarm } from './types.ts';

/** How soon somebody has to look: money may be leaving or nothing leaves; something is stuck or wrong; it can wait for its turn. */
const SEVERITY_OF_KINDS: Readonly<Record<AlarmKind, AlarmSeverity>> = {
  payout_bypassed: 'urgent',
  schedule_bypassed: 'urgent',
  lock_weakened: 'urgent',
  reading_contradicted: 'urgent',
  destination_changed: 'urgent',
  dispatch_locked: 'urgent',
  payout_outcome_unknown: 'urgent',
  payout_not_taken: 'urgent',
  stripe_event_lag: 'urgent',
  risk_cannot_hold: 'urgent',
  schedule_lost: 'urgent',
  risk_breaker_opened: 'soon',
  destination_added: 'soon',
  payout_breaker_opened: 'soon',
  payout_not_settled: 'soon',
  hold_overdue: 'soon',
  risk_flag_overdue: 'soon',
  risk_calibration_beyond: 'soon',
  stripe_event_failed: 'soon',
  event_gap: 'soon',
  balance_transaction_changed: 'soon',
  balance_transaction_not_posted: 'soon',
  availability_not_posted: 'soon',
  unknown_balance_transaction_type: 'soon',
  unknown_balance_type: 'soon',
  unknown_fee: 'soon',
  audit_head_not_exported: 'soon',
  platform_elsewhere: 'soon',
  money_without_proposal: 'in_turn',
  drill_due: 'in_turn',
};

/** Also of kinds that an older version raised. */
const SEVERITY: Readonly<Record<string, AlarmSeverity>> = SEVERITY_OF_KINDS;

export const SEVERITIES = ['urgent', 'soon', 'in_turn'] as const satisfies readonly AlarmSeverity[];

export function alarmSeverity(kind: string): AlarmSeverity {
  return SEVERITY[kind] ?? 'soon';
}

/** Kinds of one severity, for a query that puts the worst first. */
export function kindsOf(severity: AlarmSeverity): string[] {
  return Object.entries(SEVERITY).flatMap(([kind, one]) => (one === severity ? [kind] : []));
}

/** What happens to one account past Sluice raises several alarms: a schedule, a weaker lock, and each payout that it makes. */
const OUTSIDE: readonly string[] = [
  'payout_bypassed',
  'schedule_bypassed',
  'lock_weakened',
  'destination_changed',
  'destination_added',
] satisfies AlarmKind[];

/** Kinds that name a thing each: two of them are two things to do. */
const EACH: readonly string[] = ['payout_outcome_unknown', 'reading_contradicted'] satisfies AlarmKind[];

/**
 * Alarms of one cause as one: what happened to one account outside Sluice, the same trouble of one account, the same
 * trouble of none. In the order of each cause's first alarm. Pure.
 */
export function groupByCause(alarms: readonly OpenAlarm[]): AlarmCause[] {
  return [...Map.groupBy(alarms, causeOf)].flatMap(([key, group]) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ key, severity: first.severity, kind: first.kind, account: first.account, alarms: group }];
  });
}

function causeOf({ kind, account, alarmId }: OpenAlarm): string {
  if (EACH.includes(kind)) return alarmId;
  const family = OUTSIDE.includes(kind) ? 'outside' : kind;
  // Without an account to hang it on, what happened outside has nothing in common but its kind.
  if (account === null) return family === 'outside' ? alarmId : family;
  return `${family} ${account.connectedAccountId}`;
}
