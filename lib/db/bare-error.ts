import { DrizzleQueryError } from 'drizzle-orm';

/**
 * Postgres's own error in place of drizzle's, which repeats every parameter in its message: names and the last digits of
 * bank accounts would end in logs, alarms and pages.
 */
export function bareError(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}
