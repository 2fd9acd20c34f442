import { openSecret } from '../approvals/step-up/sealed-secret.ts';
import { now } from '../clock.ts';
import { signedHeaders } from './webhook-signature.ts';

/** What Standard Webhooks asks of a sender: 15 to 30 s. */
const TIMEOUT_MS = 15_000;

/** Posts one signed message. @throws Error in words unless the answer is 2xx */
export async function postWebhook({
  id,
  url,
  sealedSecret,
  endpointId,
  payload,
}: {
  id: string;
  url: string;
  sealedSecret: string;
  endpointId: string;
  payload: Record<string, unknown>;
}): Promise<void> {
  const body = JSON.stringify(payload);
  const seconds = Math.floor(now().getTime() / 1_000);
  const response = await fetch(url, {
    method: 'POST',
    headers: signedHeaders({ id, seconds, body }, openSecret(sealedSecret, endpointId)),
    body,
    // Whoever was given as the address is told, and nobody that they point to.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`It answered ${String(response.status)}.`);
}
