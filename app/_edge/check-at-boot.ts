import { warnOfLoginPower } from '#lib/db/login-power.ts';
import { findStartRefusal } from '#lib/start-refusal.ts';

/**
 * Ends the process with one sentence or list for people when the environment or the database cannot serve. Thrown, it would
 * be printed twice with the server's own stack.
 */
export async function checkAtBoot(): Promise<void> {
  // Next listens on it, and everywhere without it.
  const refusal = await findStartRefusal(process.env['HOSTNAME']);
  if (refusal === null) {
    await warnOfLoginPower();
    return;
  }
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}
