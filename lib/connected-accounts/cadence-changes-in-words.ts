import { currency } from '../money/currency.ts';
import { formatMoney } from '../money/format.ts';
import { money } from '../money/money.ts';
import type { Facts } from './changes-in-words.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** What of a cadence is another than before, with both, as sentences; `before` is null for the first one. Pure. */
export function cadenceChangesInWords(before: Facts | null, after: Facts | null): string[] {
  const now = partsOf(after);
  const was = before === null ? null : partsOf(before);
  const changed = now.filter(([name, value]) => was?.find(([other]) => other === name)?.[1] !== value);
  if (changed.length === 0) return ['Saved again as it was.'];
  return changed.map(([name, value]) => {
    const old = was?.find(([other]) => other === name)?.[1];
    return old === undefined ? `${name}: ${value}.` : `${name}: ${value}; before: ${old}.`;
  });
}

function partsOf(plan: Facts | null): [name: string, value: string][] {
  return [
    ['Asks', timesOf(plan)],
    ['From these sums on', amountsOf(plan, 'thresholds') || 'any'],
    ['Stays in the balance', amountsOf(plan, 'minimumBalances') || 'nothing more than Stripe keeps'],
  ];
}

function timesOf(plan: Facts | null): string {
  const minute = Number(plan?.['atMinute']);
  const two = (value: number): string => String(value).padStart(2, '0');
  const at = `at ${two(Math.floor(minute / 60))}:${two(minute % 60)}, ${String(plan?.['zone'])}`;
  const days = Array.isArray(plan?.['weekdays'])
    ? plan['weekdays'].map((day) => WEEKDAYS[Number(day) - 1] ?? '')
    : [];
  switch (plan?.['cadence']) {
    case 'daily':
    case 'threshold':
      return `every day ${at}`;
    case 'weekly':
      return `every ${new Intl.ListFormat('en-GB').format(days)} ${at}`;
    case 'monthly':
      return `every month on day ${String(plan['monthDay'])}, ${at}`;
    default:
      return 'only when somebody does';
  }
}

function amountsOf(plan: Facts | null, field: 'thresholds' | 'minimumBalances'): string {
  const amounts = plan?.[field];
  if (typeof amounts !== 'object' || amounts === null) return '';
  return Object.entries(amounts)
    .map(([code, minor]) => formatMoney(money(BigInt(String(minor)), currency(code))))
    .sort()
    .join(', ');
}
