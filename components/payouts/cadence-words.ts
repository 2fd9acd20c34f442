import type { CadenceView } from '#lib/payouts/types.ts';

/** ISO days, Monday first. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** `06:30` of minutes after midnight. */
export function timeOfDay(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** When it asks, in words. */
export function cadenceWords(plan: CadenceView): string {
  const at = `at ${timeOfDay(plan.atMinute)}, ${plan.zone}`;
  switch (plan.cadence) {
    case 'daily':
      return `Every day ${at}`;
    case 'weekly':
      return `Every ${new Intl.ListFormat('en-GB').format(plan.weekdays.map((day) => WEEKDAYS[day - 1] ?? ''))} ${at}`;
    case 'monthly':
      return `Every month on day ${String(plan.monthDay)}${(plan.monthDay ?? 0) > 28 ? ' or the last' : ''}, ${at}`;
    case 'threshold':
      return `Looks every day ${at}, and asks from ${plan.thresholds}`;
    case 'on_request':
      return 'Only when somebody asks';
  }
}
