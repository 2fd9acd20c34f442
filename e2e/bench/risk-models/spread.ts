export type Spread = { median: number; min: number; max: number };

export function spread(values: readonly number[], digits = 2): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value: number | undefined): number => Number((value ?? NaN).toFixed(digits));
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
