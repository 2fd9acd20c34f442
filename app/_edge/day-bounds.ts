import type { Condition } from '#lib/tables/types.ts';
import { dayEnd, dayStart } from './day-start.ts';

/** Whose calendar, and which day it is there. */
export type Calendar = { readonly zone: string; readonly today: string };

/** The day that a filter line means, `2026-11-21`. */
export function dayOf(value: string, { today }: Calendar): string {
  if (value === 'today') return today;
  return value === 'yesterday' ? shiftedDay(today, -1) : value;
}

export function shiftedDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** What a condition on a day says about instants: from, included, and before; ISO 8601 in UTC. */
export function instantBounds(
  { value, comparison }: Condition,
  calendar: Calendar,
): { from?: string | undefined; before?: string | undefined } {
  const day = dayOf(value, calendar);
  const start = dayStart(day, calendar.zone)?.toISOString();
  const end = dayEnd(day, calendar.zone)?.toISOString();
  switch (comparison) {
    case '=':
      return { from: start, before: end };
    case '>=':
      return { from: start };
    case '>':
      return { from: end };
    case '<=':
      return { before: end };
    case '<':
      return { before: start };
  }
}
