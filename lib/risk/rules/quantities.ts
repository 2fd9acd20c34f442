import type { RiskCounts } from '../features/counts.ts';
import type { RiskReading } from '../features/read-risk-features.ts';
import type { RuleQuantity } from './rule-text.ts';
import { daysSince } from './stream-findings.ts';

/** Days of what nobody knows the beginning of: older than any rule asks for. */
const UNKNOWN_DAYS = 36_500;

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Of a share, never more than all: what is given back late belongs to charges of before. */
const refunded = ({ refunds, charges }: RiskCounts): number => percent(refunds, Math.max(charges, refunds));

/** What rules can speak of, in the order of their names. */
export function ruleQuantities(
  { history, standing, features }: Pick<RiskReading, 'history' | 'standing' | 'features'>,
  at: Date,
): Record<RuleQuantity, number> {
  const { windows, baselineDays } = history;
  const usual = baselineDays.reduce((sum, { charges }) => sum + charges, 0) / (baselineDays.length || 1);
  const day = windows['24h'];
  const month = windows['30d'];
  return {
    'account age': daysSince(standing.createdAt, at) ?? UNKNOWN_DAYS,
    'days of history': baselineDays.length,
    'destination age': daysSince(standing.destinationSince, at) ?? UNKNOWN_DAYS,
    'destination changes': standing.destinationChanges,
    'shared destination': Number(standing.isDestinationShared),
    'destination abroad': Number(standing.isDestinationAbroad),
    'charges in 24 hours': day.charges,
    'times the usual charges': usual === 0 ? 0 : day.charges / usual,
    'declines in 24 hours': day.declines,
    'declined share': percent(day.declines, day.charges + day.declines),
    'refunds in 7 days': windows['7d'].refunds,
    'refunded share': refunded(windows['7d']),
    'disputes in 30 days': month.disputes,
    'disputed share': percent(month.disputes, Math.max(month.charges, month.disputes)),
    'cards known elsewhere': 100 * features.card_elsewhere_share,
  };
}
