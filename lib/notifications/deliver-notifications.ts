import type { Context } from '../context.ts';
import { claimNotifications, type DueNotification } from './claim-notifications.ts';
import { openPostOffice, type PostOffice } from './post-office.ts';
import { postWebhook } from './post-webhook.ts';
import { settleNotification } from './settle-notification.ts';

/** Sends what is due until nothing is. Each is counted before it is tried: at least once, and rarely twice with one id. */
export async function deliverNotifications(ctx: Context, signal: AbortSignal): Promise<void> {
  const office = openPostOffice();
  try {
    for (;;) {
      const due = await claimNotifications(ctx, {});
      if (due.length === 0) return;
      for (const one of due) {
        signal.throwIfAborted();
        const outcome = await tryOnce(one, office);
        await settleNotification(ctx, {
          notificationId: one.notificationId,
          tries: one.tries,
          ...outcome,
        });
      }
    }
  } finally {
    office?.close();
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
