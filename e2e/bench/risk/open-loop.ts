import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Starts a piece of work at every tick of a fixed rate, whether those before it have ended or not, and measures each from its tick: what
 * waits because others are slow counts as slow. @returns milliseconds, in the order of the ticks
 */
export async function openLoop(
  work: (tick: number) => Promise<void>,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number[]> {
  const stepMs = 1_000 / perSecond;
  const begun = performance.now();
  const ended: Promise<number>[] = [];
  for (let tick = 0; tick < perSecond * seconds; tick += 1) {
    const dueAt = begun + tick * stepMs;
    const aheadMs = dueAt - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
    ended.push(work(tick).then(() => performance.now() - dueAt));
  }
  return Promise.all(ended);
}

/** @param share 0.99 for the value that one in a hundred is above */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
