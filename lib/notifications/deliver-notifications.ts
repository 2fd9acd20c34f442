import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { claimNotification, type DueNotification } from './claim-notification.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { postWebhook } from './post-webhook.ts';
import { settleNotification } from './settle-notification.ts';

/** Enough that a few receivers which do not answer keep nobody else waiting, and no load for a mail server. */
const LANES = 8;

type Receiver = Pick<DueNotification, 'channel' | 'target'>;

/**
 * Sends what is due: to each receiver one after another, and no receiver waits for another. Whoever did not take one is not asked for the next
 * before the next run. Each message is counted before it is tried: at least once, and rarely twice with one id.
 */
export async function deliverNotifications(ctx: Context, signal: AbortSignal): Promise<void> {
  const office = openPostOffice();
  try {
    const receivers = (await listReceivers(ctx)).values();
    const lane = async (): Promise<void> => {
      // one iterator for all lanes: each takes the next receiver
      for (const receiver of receivers) await deliverTo(ctx, receiver, { office, signal });
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    office?.close();
  }
}

/** Whom something is due for: people first, for a kill switch must not wait for a program that does not answer. */
async function listReceivers(ctx: Context): Promise<Receiver[]> {
  authorize(ctx, 'notifications.send');
  return database().execute<Receiver>(sql`
    select channel, target from notifications where state = 'waiting' and next_try_at <= clock_timestamp()
    group by channel, target order by channel = 'webhook', min(next_try_at), target`);
}

async function deliverTo(
  ctx: Context,
  receiver: Receiver,
  { office, signal }: { office: PostOffice | null; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const one = await claimNotification(ctx, receiver);
    if (one === null) return;
    const outcome = await tryOnce(one, office);
    await settleNotification(ctx, { notificationId: one.notificationId, tries: one.tries, ...outcome });
    if (outcome.error !== null && outcome.isFinal !== true) return;
  }
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
