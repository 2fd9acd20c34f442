import Stripe from 'stripe';
import { assert } from '../assert.ts';

/**
 * Whether one `v1` signature in the header is the HMAC-SHA256 of `<t>.<body>` under `secret`, compared in constant
 * time by the SDK. Ages are refused here too, as the second belt; only the caller refuses the future.
 * @param options.receivedAt when the request arrived
 */
export function isSignedByStripe(options: {
  body: string;
  signatureHeader: string;
  secret: string;
  toleranceSeconds: number;
  receivedAt: Date;
}): boolean {
  const { signature } = Stripe.webhooks;
  assert(signature !== null, 'the SDK sets its signature helper when it is loaded');
  try {
    return signature.verifyHeader(
      options.body,
      options.signatureHeader,
      options.secret,
      options.toleranceSeconds,
      undefined,
      options.receivedAt.getTime(),
    );
  } catch (error) {
    // The SDK says "no" by throwing; anything else is a broken secret or a bug and must not look like a forgery.
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}
