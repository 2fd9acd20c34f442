import type { Route } from 'next';
import type { AlarmKind } from '#lib/ledger/types.ts';
import type { AlarmSeverity } from '#lib/overview/types.ts';
import type { Tone } from '../ui/badge.tsx';

const TITLES_OF_KINDS: Readonly<Record<AlarmKind, string>> = {
  stripe_event_failed: 'An event could not be processed',
  stripe_event_lag: 'Events wait too long',
  destination_changed: 'An account that can pay itself has a new destination',
  risk_breaker_opened: 'Too much would be paused without a person',
  risk_cannot_hold: 'An account under suspicion can still pay itself',
  hold_overdue: 'Held money waits too long',
  risk_calibration_beyond: 'The tests of risk wrong more accounts than their budget',
  risk_flag_overdue: 'Nobody has looked at an anomaly in time',
  event_gap: 'Webhooks did not arrive for a while',
  unknown_balance_transaction_type: 'Money of an unknown kind is in suspense',
  balance_transaction_changed: 'Stripe changed a balance transaction',
  balance_transaction_not_posted: 'A balance transaction could not be booked',
  dispatch_locked: 'No payout leaves: dispatch is locked',
  payout_breaker_opened: 'Stripe keeps refusing an account’s payouts',
  payout_outcome_unknown: 'A payout’s outcome needs a person',
  payout_not_taken: 'Stripe turns payouts away',
  payout_not_settled: 'A final payout could not be booked',
  availability_not_posted: 'Money did not become available',
  money_without_proposal: 'An account has money that nobody asks for',
  drill_due: 'A drill of the kill switch is due',
  payout_bypassed: 'A payout left past Sluice',
  schedule_bypassed: 'A payout schedule was switched on outside Sluice',
  schedule_lost: 'Timed jobs were taken away',
  destination_added: 'An account that Sluice pays out has a new destination',
  lock_weakened: 'An account’s money is held less firmly',
  reading_contradicted: 'Stripe contradicts what is on record',
  platform_elsewhere: 'Stripe has the platform in another country',
  unknown_balance_type: 'Money in a balance of an unknown kind',
  unknown_fee: 'Stripe took a fee that has no name here',
  audit_head_not_exported: 'The audit record’s head is not kept outside',
};

/** How soon somebody has to look, in a word and a colour. */
export const SEVERITY_WORDS: Readonly<Record<AlarmSeverity, string>> = {
  urgent: 'Urgent',
  soon: 'Soon',
  in_turn: 'In its turn',
};

export const SEVERITY_TONES: Readonly<Record<AlarmSeverity, Tone>> = {
  urgent: 'failed',
  soon: 'held',
  in_turn: 'info',
};

/** Also for alarms that an older version raised. */
const TITLES: Readonly<Record<string, string>> = TITLES_OF_KINDS;

/** What kind of trouble it is; a kind without words of its own is named by its name. */
export function alarmTitle(kind: string): string {
  return TITLES[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('_', ' ');
}

/** What to do about it, step by step; null for a kind that only an older version knew. */
export function alarmRunbookHref(kind: string): Route | null {
  return Object.hasOwn(TITLES, kind) ? (`/runbooks/${kind.replaceAll('_', '-')}` as Route) : null;
}

/** Where an alarm's subject is shown; its id says what it is. */
export function alarmSubjectHref(kind: string, subject: string): Route {
  const id = encodeURIComponent(subject);
  if (subject.startsWith('evt_')) return `/events/${id}` as Route;
  if (/^(?:po|prq)_/.test(subject)) return `/payouts/${id}` as Route;
  if (subject.startsWith('acct_')) return `/connected-accounts/${id}` as Route;
  if (kind === 'platform_elsewhere') return '/connected-accounts/invitations#policy';
  if (kind === 'drill_due') return '/kill-switch';
  if (kind === 'risk_breaker_opened') return '/anomalies';
  if (kind === 'dispatch_locked') return '/kill-switch#dispatch';
  if (kind === 'schedule_lost') return '/audit?subject=schedule';
  if (kind === 'event_gap') return '/events#back-fill';
  return kind.startsWith('stripe_event') ? '/events' : '/ledger';
}
