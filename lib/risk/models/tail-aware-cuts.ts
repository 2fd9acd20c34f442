/** A bin fits a byte. */
const CUTS_MAX = 255;

/** Half of the cuts; the others go where quantiles are blind. Chosen on the validation folds of the benchmark. */
const QUANTILES = 128;
const RUNGS_PER_TAIL = 32;

/** Each rung of the ladder holds so many times the rows of the one further out. */
const RUNG_RATIO = 1.25;

/** First place in ascending `sorted` whose value is above `value`. */
function placeAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Numbers of rows from the end of a tail: 1, 2, 3, 4, 5, 7, 9, 12, … */
function ladder(): number[] {
  const rungs: number[] = [];
  for (let rung = 1; rungs.length < RUNGS_PER_TAIL; rung = Math.max(rung + 1, Math.ceil(rung * RUNG_RATIO)))
    rungs.push(rung);
  return rungs;
}

/** A number between two neighbours, at least the lower and less than the upper one. */
function between(lower: number, upper: number): number {
  const middle = lower + (upper - lower) / 2;
  return middle < upper ? middle : lower;
}

/**
 * Where a column may be cut, ascending, at most 255 places. Quantiles alone give the last two hundredths of the rows, where
 * fraud lives, five bins: so half of the cuts stand at quantiles, and the rest on a ladder of ever smaller counts
 * of rows into both tails and on a grid of equal steps of the value. A column of few values is cut between all of them.
 */
export function tailAwareCuts(column: Float64Array): Float64Array {
  const sorted = column.toSorted();
  const rows = sorted.length;
  const places = new Set<number>();
  const add = (place: number): void => {
    // Rows of equal value cannot be parted: the cut goes below the first of them.
    const first = placeBelow(sorted, sorted[Math.min(Math.max(place, 0), rows - 1)] ?? 0);
    if (first > 0 && places.size < CUTS_MAX) places.add(first);
  };
  for (let at = placeAbove(sorted, sorted[0] ?? 0); at < rows && places.size <= CUTS_MAX;) {
    places.add(at);
    at = placeAbove(sorted, sorted[at] ?? 0);
  }
  if (places.size > CUTS_MAX) {
    places.clear();
    for (let quantile = 1; quantile < QUANTILES; quantile += 1)
      add(Math.floor((quantile * rows) / QUANTILES));
    for (const rung of ladder()) {
      add(placeAbove(sorted, sorted[rung - 1] ?? 0));
      add(rows - rung);
    }
    const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const steps = CUTS_MAX - QUANTILES - 2 * RUNGS_PER_TAIL + 1;
    for (let step = 1; step < steps; step += 1) add(placeAbove(sorted, low + ((high - low) * step) / steps));
  }
  return Float64Array.from(places, (place) => between(sorted[place - 1] ?? 0, sorted[place] ?? 0)).sort();
}

/** First place in ascending `sorted` whose value is at least `value`. */
function placeBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of cuts below each value, so that "bin at most b" and "value at most cut b" say the same. */
export function binsOf(column: Float64Array, cuts: Float64Array): Uint8Array {
  return Uint8Array.from(column, (value) => placeBelow(cuts, value));
}
