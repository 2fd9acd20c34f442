import { log } from '../log.ts';
import { isConnectionLost } from './lost-connection.ts';

/**
 * For processes without a framework: a connection that is lost while postgres.js 3.4 prepares it (it asks for the array
 * types, and nobody awaits that question) must not end the process; the pool connects again by itself. Any other
 * rejection that nobody handles is a bug and ends the process, as Node does by default.
 */
export function surviveLostConnections(): void {
  process.on('unhandledRejection', (reason) => {
    if (isConnectionLost(reason)) {
      log.warn({ err: reason }, 'a database connection was lost while it was being opened');
      return;
    }
    log.fatal({ err: reason }, 'a rejection that nobody handles');
    process.exit(1);
  });
}
