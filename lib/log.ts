import { pino } from 'pino';

/** JSON lines on standard output. Never log a body, a key, a client secret or a bank number: log ids. */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: ['*.authorization', '*.cookie', '*.client_secret', '*.body'], censor: '[redacted]' },
});
