const STEPS = 24;

/**
 * The lowest threshold between `low` and `high` at which alarms stay within the budget; alarms fall as it rises.
 */
export function calibrate(
  alarms: (threshold: number) => number,
  budget: number,
  low: number,
  high: number,
): number {
  let from = low;
  let to = high;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (from + to) / 2;
    if (alarms(middle) > budget) from = middle;
    else to = middle;
  }
  return to;
}
