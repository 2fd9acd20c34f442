import { log } from '../log.ts';

/** After failures in a row a sweep waits 0.5 s, 1 s, 2 s and then this, so that a lost database is found again soon. */
const RETRY_MS = 500;
const RETRY_MS_MAX = 3_000;

export type Sweep = {
  /** Runs now instead of at the next interval; during a run it causes one more. */
  wake: () => void;
  /** Resolves when a run in progress has ended; none begins after it. */
  stop: () => Promise<void>;
};

/**
 * Repeats `run` for the life of the process: at once while it returns true (there is more), else after `intervalMs` or
 * a wake-up. This is what makes jobs and notifications dispensable: whatever they were about is found by the next run.
 */
export function startSweep(options: {
  name: string;
  intervalMs: number;
  run: () => Promise<boolean>;
  onOutcome?: (error: unknown) => void;
}): Sweep {
  const { name, intervalMs, run, onOutcome } = options;
  let isStopping = false;
  let isWoken = false;
  let endRest: (() => void) | null = null;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isStopping || isWoken) endRest();
    });

  const runOnce = async (failures: number): Promise<{ failures: number; restMs: number }> => {
    isWoken = false;
    try {
      const hasMore = await run();
      onOutcome?.(null);
      return { failures: 0, restMs: hasMore ? 0 : intervalMs };
    } catch (error) {
      // Not swallowed: the next run meets the same cause, and a worker that cannot go on ends itself.
      log.error({ err: error, sweep: name }, 'sweep failed');
      onOutcome?.(error);
      return { failures: failures + 1, restMs: Math.min(RETRY_MS * 2 ** failures, RETRY_MS_MAX) };
    }
  };

  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!isStopping) {
      const outcome = await runOnce(failures);
      failures = outcome.failures;
      if (failures > 0) isWoken = false; // a wake-up must not turn a fault into a busy loop
      if (outcome.restMs > 0) await rest(outcome.restMs);
      endRest = null;
    }
  };
  const ended = loop();

  return {
    wake: () => {
      isWoken = true;
      endRest?.();
    },
    stop: async () => {
      isStopping = true;
      endRest?.();
      await ended;
    },
  };
}
