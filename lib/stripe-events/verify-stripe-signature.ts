import { isUtf8 } from 'node:buffer';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { now } from '../clock.ts';
import { env } from '../env.ts';
import { isSignedByStripe } from '../stripe/verify-event.ts';
import { parseStripeEvent, type IncomingStripeEvent } from './parse-stripe-event.ts';
import { DeliveryRefused, type EndpointKind } from './refusals.ts';

/** Stripe's own default. The same distance into the future is refused, which the SDK would let pass. */
const TOLERANCE_SECONDS = 300;

/** One `t` and 1 to 8 `v1` (several while Stripe's own secret rotates); other schemes (`v0` in test mode) may stand by. */
const SIGNATURE_HEADER = /^t=(\d{1,12})(?:,v1=[0-9a-f]{64}|,v(?:0|[2-9])=[0-9a-f]{1,128}){1,8}$/;

export type Delivery = {
  endpointKind: EndpointKind;
  /** All values of the `Stripe-Signature` header; more than one is refused. */
  signatureHeaders: readonly string[];
  /** The bytes as they came over the wire: re-encoding them would break the signature. */
  body: Uint8Array;
};

/** The endpoint's signing secrets; two while one is being rotated. */
function endpointSecrets(endpointKind: EndpointKind): readonly string[] {
  return endpointKind === 'account' ? env().STRIPE_WEBHOOK_SECRET : env().STRIPE_CONNECT_WEBHOOK_SECRET;
}

function readSignatureHeader(values: readonly string[]): { header: string; timestampSeconds: number } {
  const [header, ...others] = values;
  if (header === undefined || header === '')
    throw new DeliveryRefused(
      'signature_missing',
      'The Stripe-Signature header is missing. Only Stripe posts here.',
    );
  const match = others.length === 0 ? SIGNATURE_HEADER.exec(header) : null;
  if (match === null)
    throw new DeliveryRefused(
      'signature_malformed',
      'The Stripe-Signature header must come once and look like t=<seconds>,v1=<hex>. Pass it on unchanged.',
    );
  return { header, timestampSeconds: Number(match[1]) };
}

function assertTimely(timestampSeconds: number, receivedAt: Date): void {
  const ageSeconds = Math.floor(receivedAt.getTime() / 1000) - timestampSeconds;
  if (ageSeconds > TOLERANCE_SECONDS)
    throw new DeliveryRefused(
      'timestamp_too_old',
      'The signature is older than 300 seconds. Resend the event from Stripe, or correct this machine’s clock.',
    );
  if (ageSeconds < -TOLERANCE_SECONDS)
    throw new DeliveryRefused(
      'timestamp_in_future',
      'The signature is dated more than 300 seconds ahead. Correct this machine’s clock.',
    );
}

function assertBelongsHere(event: IncomingStripeEvent, isConnected: boolean): void {
  if (isConnected !== (event.endpointKind === 'connect'))
    throw new DeliveryRefused(
      'wrong_endpoint',
      event.endpointKind === 'account'
        ? 'This is an event of a connected account. Its endpoint is /api/webhooks/stripe-connect.'
        : 'This is an event of the platform’s own account. Its endpoint is /api/webhooks/stripe.',
    );
  if (event.livemode !== env().livemode)
    throw new DeliveryRefused(
      'wrong_livemode',
      event.livemode
        ? 'This is a live event and this Sluice runs with a test key. Nothing was stored.'
        : 'This is a test event and this Sluice runs with a live key. Nothing was stored.',
    );
}

/**
 * The text of exactly these bytes. The SDK signs a text's UTF-8, and decoding is a bijection for valid UTF-8 alone:
 * otherwise any wrong byte becomes U+FFFD, and a body that was changed there would bear the signature of the one that holds
 * U+FFFD. `toString` keeps a byte order mark, which the SDK's own decoder drops.
 */
function asSignedText(body: Uint8Array): string {
  if (!isUtf8(body))
    throw new DeliveryRefused(
      'invalid_utf8',
      'The body is not valid UTF-8, which Stripe always sends. Pass the body on byte by byte.',
    );
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

/**
 * Verifies a delivery on its raw bytes, then reads it. Nothing is parsed before its signature is known to be Stripe's.
 * @throws DeliveryRefused with the reason and the next step
 */
export function verifyStripeSignature(delivery: Delivery): IncomingStripeEvent {
  const receivedAt = now();
  const { header, timestampSeconds } = readSignatureHeader(delivery.signatureHeaders);
  assertTimely(timestampSeconds, receivedAt);
  const body = asSignedText(delivery.body);
  const isSigned = endpointSecrets(delivery.endpointKind).some((secret) =>
    isSignedByStripe({
      body,
      signatureHeader: header,
      secret,
      toleranceSeconds: TOLERANCE_SECONDS,
      receivedAt,
    }),
  );
  if (!isSigned)
    throw new DeliveryRefused(
      'signature_mismatch',
      'No signature matches this endpoint’s secret. Compare the endpoint’s signing secret with the environment, and pass the body on byte by byte.',
    );
  const event = parseStripeEvent(body, {
    endpointKind: delivery.endpointKind,
    arrivedBy: 'webhook',
    signatureHeader: header,
  });
  assertBelongsHere(event, event.connectedAccountId !== PLATFORM);
  return event;
}
