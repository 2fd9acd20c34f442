const EULER = 0.577_215_664_901_532_9;

/**
 * Splits that an unsuccessful search in a random binary tree of `size` points takes on average: what a forest adds for
 * the points that a leaf still holds, and what it measures its paths by. (Liu, Ting, Zhou: Isolation Forest, 2008, eq. 1.)
 */
export function averagePath(size: number): number {
  if (size <= 1) return 0;
  if (size === 2) return 1;
  return 2 * (Math.log(size - 1) + EULER) - (2 * (size - 1)) / size;
}
