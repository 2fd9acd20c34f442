import type { HoldReason, HoldSource, HoldView } from '#lib/holds/types.ts';
import { counted } from '#lib/counted.ts';
import { canLeaveWithoutUs, lockStrengthPhrase } from '../connected-accounts/lock-words.ts';

const REASONS: Readonly<Record<HoldReason, string>> = {
  unusual_activity: 'Unusual activity',
  ask_owner: 'Something to ask the owner',
  documents_missing: 'Documents are missing',
  complaint: 'A complaint or dispute',
  reserve: 'A reserve against returns',
  other: 'Another reason',
  card_testing: 'Stolen cards are being tried',
  destination_changed: 'The destination changed',
  outside_rules: 'A country, category or list that nobody is paid in',
  account_rejected: 'A rejection was asked for',
};

/** What a person can choose. */
export const REASONS_OF_PEOPLE = [
  'ask_owner',
  'unusual_activity',
  'documents_missing',
  'complaint',
  'reserve',
  'other',
] as const satisfies readonly HoldReason[];

export const holdReason = (reason: HoldReason): string => REASONS[reason];

const SOURCES: Readonly<Record<HoldSource, string>> = {
  risk: 'risk rules',
  policy: 'the payout policy',
  operator: 'a person',
  kill_switch: 'the kill switch',
  destination_change: 'the watch on destinations',
  reconciliation: 'reconciliation',
  onboarding: 'onboarding',
};

export const holdSource = (source: HoldSource): string => SOURCES[source];

/** What stays under it. */
export function holdExtent({
  payoutRequestId,
  currency,
  keepsPercent,
  rollingDays,
  lockStrength,
}: Pick<HoldView, 'payoutRequestId' | 'currency' | 'keepsPercent' | 'rollingDays' | 'lockStrength'>): string {
  if (payoutRequestId !== null) return 'This one payout stays';
  const of = currency === null ? '' : ` in ${currency.toUpperCase()}`;
  if (rollingDays !== null)
    return `${String(keepsPercent)} % of what came in${of} during ${counted(rollingDays, 'day')} stays`;
  if (keepsPercent < 100) return `${String(keepsPercent)} % of the balance${of} stays`;
  return canLeaveWithoutUs(lockStrength)
    ? `Every payout of ours${of} stays, but ${lockStrengthPhrase(lockStrength)}`
    : `Every payout${of} stays`;
}

const DAY_MS = 86_400_000;

/** What is left of the days that Stripe lets money wait, and whether that is a matter of now. */
export function ceilingLeft(
  { ceilingAt, ceilingDays, country }: Pick<HoldView, 'ceilingAt' | 'ceilingDays' | 'country'>,
  now: Date,
): { text: string; isNear: boolean } {
  const left = Math.floor((ceilingAt.getTime() - now.getTime()) / DAY_MS);
  const where = country === null ? '' : ` in ${country}`;
  const allowed = `the ${counted(ceilingDays, 'day')} that Stripe allows${where}`;
  if (left < 0) return { text: `${allowed} are over`, isNear: true };
  return {
    text: `${left === 1 ? '1 day is' : `${String(left)} days are`} left of ${allowed}`,
    isNear: left * 7 <= ceilingDays,
  };
}
