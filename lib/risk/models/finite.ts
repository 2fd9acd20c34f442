/** Whether all are numbers that a model can learn from. A plain loop: fitting a forest takes hardly longer than this. */
export function areFinite(values: Float64Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
