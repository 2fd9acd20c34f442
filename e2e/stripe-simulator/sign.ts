import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header of `payload`: HMAC-SHA256 over `<seconds>.<payload>`. */
export function signatureHeader(payload: string, secret: string, seconds: number): string {
  const mac = createHmac('sha256', secret)
    .update(`${String(seconds)}.${payload}`)
    .digest('hex');
  return `t=${String(seconds)},v1=${mac}`;
}
