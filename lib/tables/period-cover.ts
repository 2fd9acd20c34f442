/** From a bound, included, to another, excluded; an open end is null. Days and months as `2026-11-01`. */
export type Span = { readonly from: string | null; readonly before: string | null };

/** The whole UTC months, whole UTC days and remaining instants that together are exactly a range. */
export type PeriodCover = {
  readonly months: readonly Span[];
  readonly days: readonly Span[];
  readonly instants: readonly Span[];
};

const DAY_MS = 86_400_000;

/**
 * Cuts a range of instants into periods that are counted already and the instants around them, which are not.
 * @param from inclusive and @param before exclusive, ISO 8601 with zone; null is open
 * @param smallest the smallest period that is counted
 */
export function coverPeriods(
  from: string | null,
  before: string | null,
  smallest: 'day' | 'month',
): PeriodCover {
  const start = from === null ? null : Date.parse(from);
  const end = before === null ? null : Date.parse(before);
  if (start !== null && end !== null && start >= end) return { months: [], days: [], instants: [] };
  const ceil = smallest === 'day' ? dayCeil : monthCeil;
  const floor = smallest === 'day' ? dayFloor : monthFloor;
  const first = start === null ? null : ceil(start);
  const last = end === null ? null : floor(end);
  if (first !== null && last !== null && first >= last) {
    return { months: [], days: [], instants: [{ from, before }] };
  }
  const instants: Span[] = [];
  if (start !== null && first !== null && start < first) instants.push({ from, before: iso(first) });
  if (end !== null && last !== null && last < end) instants.push({ from: iso(last), before });
  return { ...wholePeriods(first, last), instants };
}

/** Between two midnights: months where they are whole, days around them. */
function wholePeriods(first: number | null, last: number | null): Omit<PeriodCover, 'instants'> {
  const firstMonth = first === null ? null : monthCeil(first);
  const lastMonth = last === null ? null : monthFloor(last);
  if (firstMonth !== null && lastMonth !== null && firstMonth >= lastMonth) {
    return { months: [], days: [span(first, last)] };
  }
  const days: Span[] = [];
  if (first !== null && firstMonth !== null && first < firstMonth) days.push(span(first, firstMonth));
  if (last !== null && lastMonth !== null && lastMonth < last) days.push(span(lastMonth, last));
  return { months: [span(firstMonth, lastMonth)], days };
}

function span(from: number | null, before: number | null): Span {
  return { from: from === null ? null : day(from), before: before === null ? null : day(before) };
}

const iso = (instant: number): string => `${day(instant)}T00:00:00.000Z`;
const dayFloor = (instant: number): number => Math.floor(instant / DAY_MS) * DAY_MS;
const dayCeil = (instant: number): number => Math.ceil(instant / DAY_MS) * DAY_MS;

const day = (midnight: number): string => new Date(midnight).toISOString().slice(0, 10);

function monthFloor(instant: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function monthCeil(instant: number): number {
  const floor = monthFloor(instant);
  if (floor === instant) return floor;
  const date = new Date(floor);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
