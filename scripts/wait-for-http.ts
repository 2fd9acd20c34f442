import { setTimeout as delay } from 'node:timers/promises';

const RETRY_DELAY_MS = 50;

/**
 * Waits until the address answers with anything but a server error.
 * @param ended settles when the process behind the address is gone, with the reason
 * @throws Error with that reason, or after `patienceMs`
 */
export async function waitForHttp(url: string, ended: Promise<string>, patienceMs = 60_000): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  let reason: string | undefined;
  void ended.then((text) => (reason = text));
  while (performance.now() < giveUpAt) {
    if (reason !== undefined) throw new Error(reason);
    const status = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.status,
      () => undefined,
    );
    if (status !== undefined && status < 500) return;
    await delay(RETRY_DELAY_MS);
  }
  throw new Error(`${url} did not answer within ${patienceMs / 1000} s.`);
}
