import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import { elapsedMs } from '../clock.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { claimNotification, type DueNotification } from './claim-notification.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { postWebhook } from './post-webhook.ts';
import { settleNotification } from './settle-notification.ts';

/** Enough that a few receivers which do not answer keep nobody else waiting, and no load for a mail server. */
const LANES = 8;
/** A receiver that takes long for each has one in a run after this, so that what comes up meanwhile waits for one of its answers and not for fifty. */
const RUN_MS = 10_000;

type Channel = DueNotification['channel'];
type Run = { channel: Channel; office: PostOffice | null; signal: AbortSignal; endsAt: number };

/**
 * Sends what is due by one channel: to each receiver one after another, and no receiver waits for another. Whoever did not take one is not asked for
 * the next before the next run. Each message is counted before it is tried: at least once, and rarely twice with one id.
 * @returns whether more is due of somebody who took what they got
 */
export async function deliverNotifications(
  ctx: Context,
  channel: Channel,
  signal: AbortSignal,
): Promise<boolean> {
  const office = channel === 'email' ? openPostOffice() : null;
  const run: Run = { channel, office, signal, endsAt: elapsedMs() + RUN_MS };
  try {
    const receivers = (await listReceivers(ctx, channel)).values();
    const lane = async (): Promise<boolean> => {
      let hasMore = false;
      // one iterator for all lanes: each takes the next receiver
      for (const target of receivers) hasMore = (await deliverTo(ctx, target, run)) || hasMore;
      return hasMore;
    };
    return (await Promise.all(Array.from({ length: LANES }, lane))).includes(true);
  } finally {
    office?.close();
  }
}

/** Whom something is due for. */
async function listReceivers(ctx: Context, channel: Channel): Promise<string[]> {
  authorize(ctx, 'notifications.send');
  const due = await database().execute<{ target: string }>(sql`
    select target from notifications where state = 'waiting' and channel = ${channel} and next_try_at <= clock_timestamp()
    group by target order by min(next_try_at), target`);
  return due.map(({ target }) => target);
}

async function deliverTo(ctx: Context, target: string, run: Run): Promise<boolean> {
  do {
    run.signal.throwIfAborted();
    const one = await claimNotification(ctx, { channel: run.channel, target });
    if (one === null) return false;
    const outcome = await tryOnce(one, run.office);
    await settleNotification(ctx, { notificationId: one.notificationId, tries: one.tries, ...outcome });
    if (outcome.error !== null && outcome.isFinal !== true) return false;
  } while (elapsedMs() < run.endsAt);
  return true;
}

async function tryOnce(
  { channel, target, payload, notificationId, url, sealedSecret }: DueNotification,
  office: PostOffice | null,
): Promise<{ error: string | null; isFinal?: boolean }> {
  if (channel === 'webhook' && (url === null || sealedSecret === null))
    return { error: 'This address was removed.', isFinal: true };
  try {
    if (channel === 'email') {
      if (office === null) return { error: 'SMTP_URL is not set.' };
      await office.send(target, payload);
    } else if (url !== null && sealedSecret !== null)
      await postWebhook({ id: notificationId, url, sealedSecret, endpointId: target, payload });
    return { error: null };
  } catch (error) {
    // Whatever the other side or the way to it did; the outbox shows it, and the next try comes.
    return { error: (error instanceof Error ? error.message : String(error)).slice(0, 500) };
  }
}
