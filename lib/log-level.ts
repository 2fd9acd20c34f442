/** What `LOG_LEVEL` may be, the most first. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_LEVEL_DEFAULT: LogLevel = 'info';

/**
 * The level that the log starts with. It is made before anything has looked at the environment, and must not be what ends
 * a process: empty is not set, and a word that is no level is named by `lib/env.ts` in its list.
 */
export function wantedLogLevel(text: string | undefined): LogLevel {
  return LOG_LEVELS.find((level) => level === text) ?? LOG_LEVEL_DEFAULT;
}
