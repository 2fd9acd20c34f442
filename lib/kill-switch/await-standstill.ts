import { setTimeout as sleep } from 'node:timers/promises';
import { elapsedMs } from '../clock.ts';
import { jobContext } from '../context.ts';
import { noteStandstill } from './note-standstill.ts';

/** A permit lasts a minute at most; the rows of callers that died are over by then. */
const LONGEST_CALL_MS = 65_000;

/** The rows are read again this soon, then slower: a call takes a tenth of a second, a stalled one many. */
const FIRST_LOOK_MS = 10;
const LOOK_MS_MAX = 200;

export type Standstill = { isStandstill: boolean; inFlight: number };

/**
 * Waits until nothing that a press covers is under way, by reading the rows again and again: whoever waits may die, and
 * the next one, or the worker, sees the same. Nothing begins meanwhile, since the press is committed.
 * @param options.msMax after which the answer is that it is not so yet; by default longer than any call lasts
 */
export async function awaitStandstill(
  killSwitchId: string,
  options: { msMax?: number; signal?: AbortSignal } = {},
): Promise<Standstill> {
  const { msMax = LONGEST_CALL_MS, signal } = options;
  const ctx = jobContext('stop-payouts');
  const began = elapsedMs();
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LOOK_MS_MAX, pauseMs * 1.5)) {
    const { inFlight } = await noteStandstill(ctx, { killSwitchId });
    if (inFlight === 0) return { isStandstill: true, inFlight };
    if (elapsedMs() - began + pauseMs > msMax) return { isStandstill: false, inFlight };
    await sleep(pauseMs, undefined, { signal });
  }
}
