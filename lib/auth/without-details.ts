import { log } from '../log.ts';

/** What the page of the sign-in is told when the sign-in itself failed. */
export const UNAVAILABLE = 'Unavailable';

/**
 * Keeps what went wrong for the log: next-auth writes the message of whatever its callbacks throw into the address that a stranger's
 * browser is led to. @throws Error with {@link UNAVAILABLE} and nothing else
 */
export function withoutDetails<Args extends unknown[], Result>(
  work: (...args: Args) => Result | PromiseLike<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      log.error({ err: error }, 'a sign-in could not be tried');
      throw new Error(UNAVAILABLE);
    }
  };
}
