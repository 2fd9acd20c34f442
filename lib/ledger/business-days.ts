const DAY_MS = 24 * 3600 * 1000;

/** Calendar date of an instant in UTC, `YYYY-MM-DD`. */
export function utcDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function plusDays(date: string, days: number): string {
  return utcDate(new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS));
}

function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}

/**
 * The date `count` business days after `date`. Weekends are known, bank holidays are not, so a date may be early; what
 * depends on it must bear a later surprise, as a settlement bears the payout's failure.
 */
export function addBusinessDays(date: string, count: number): string {
  let result = date;
  let left = count;
  while (left > 0) {
    result = plusDays(result, 1);
    if (!isWeekend(result)) left -= 1;
  }
  return result;
}

/** The latest date of which `count` business days have passed on `today`. */
export function latestDatePassedBy(today: string, count: number): string {
  let date = today;
  while (addBusinessDays(date, count) > today) date = plusDays(date, -1);
  return date;
}
