import { setTimeout as sleep } from 'node:timers/promises';
import { connectionProblem } from '#lib/db/connection-problem.ts';

/** Long enough for a database that is being started or migrated beside us. */
const ATTEMPTS_MAX = 20;
const RETRY_MS = 1_000;

/**
 * Runs `work` until it succeeds, for about twenty seconds.
 * @param options.isWorthWaiting whether time alone may mend this error; any other is thrown at once
 * @param options.onRetry told before each further attempt what is wrong: a sentence for people, or the error as it is
 */
export async function withPatience<Result>(
  work: () => Promise<Result>,
  options: {
    isWorthWaiting: (error: unknown) => boolean;
    onRetry: (problem: string | null, error: unknown, attempt: number) => void;
  },
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !options.isWorthWaiting(error)) throw error;
      options.onRetry(connectionProblem(error), error, attempt);
      await sleep(RETRY_MS);
    }
  }
}
