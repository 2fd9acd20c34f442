import { isoDay } from '#components/ui/format-instant.ts';
import { dayStart } from './day-start.ts';

/** Ends of yesterday, of last month and of the quarter before this one, to the last second, in the reader's zone. */
export function usualTimes(now: Date, zone: string): { label: string; at: string }[] {
  const today = isoDay(now, zone);
  const month = Number.parseInt(today.slice(5, 7), 10);
  const firstOfQuarter = String(month - ((month - 1) % 3)).padStart(2, '0');
  return [
    { label: 'end of yesterday', day: today },
    { label: 'end of last month', day: `${today.slice(0, 7)}-01` },
    { label: 'end of last quarter', day: `${today.slice(0, 4)}-${firstOfQuarter}-01` },
  ].flatMap(({ label, day }) => {
    const start = dayStart(day, zone);
    return start === null
      ? []
      : [{ label, at: new Date(start.getTime() - 1000).toISOString().replace('.000Z', 'Z') }];
  });
}
