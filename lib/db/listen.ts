import postgres from 'postgres';
import { env } from '../env.ts';
import { log } from '../log.ts';
import { clientOptions } from './client.ts';

/** A connection that died without a word is found by the next of these. */
const RENEW_INTERVAL_MS = 5_000;
const RENEW_AFTER_LOSS_MS = 250;

export type Listening = { stop: () => Promise<void> };

/**
 * Hears a channel on a connection of its own and for as long as the process lives. LISTEN is repeated every few
 * seconds, which costs nothing while the connection stands and subscribes again on a new one. postgres.js's own
 * `listen` gives up for good when its first attempt to reconnect fails.
 * @param onWake called for every notification, and whenever some may have been missed
 */
export function listenTo(channel: string, onWake: () => void): Listening {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let isConnected = false;
  const hooks = {
    onnotify: () => {
      onWake();
    },
    onclose: () => {
      isConnected = false;
      if (!isStopped) renewIn(RENEW_AFTER_LOSS_MS);
    },
  };
  // `onnotify` is an option that postgres.js has and its types leave out.
  const sql = postgres(env().DATABASE_URL, {
    ...clientOptions({ max: 1, applicationName: 'sluice-listen' }),
    idle_timeout: 0,
    max_lifetime: null,
    ...hooks,
  });

  async function renew(): Promise<void> {
    try {
      await sql`listen ${sql(channel)}`;
      if (!isConnected) onWake();
      isConnected = true;
    } catch (error) {
      // The sweeps do not need it; it is tried again below.
      log.warn({ err: error, channel }, 'not listening for notifications');
    }
    if (!isStopped) renewIn(RENEW_INTERVAL_MS);
  }

  function renewIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), ms);
  }

  void renew();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await sql.end({ timeout: 1 });
    },
  };
}
