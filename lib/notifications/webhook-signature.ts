import { createHmac } from 'node:crypto';

/**
 * Headers of a signed webhook as Standard Webhooks 1.0 has them, so that any of its libraries can check them.
 * @param seconds Unix time of this try @param secret the bytes behind `whsec_`
 */
export function signedHeaders(
  { id, seconds, body }: { id: string; seconds: number; body: string },
  secret: Uint8Array,
): Record<string, string> {
  const signature = createHmac('sha256', secret)
    .update(`${id}.${String(seconds)}.${body}`)
    .digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

/** How a secret is shown, once. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}
