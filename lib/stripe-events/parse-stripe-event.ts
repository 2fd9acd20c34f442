import { z } from 'zod';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { DeliveryRefused, type EndpointKind } from './refusals.ts';

/** One event ready for the inbox. `body` is the exact JSON text that Stripe signed or listed. */
export type IncomingStripeEvent = {
  stripeEventId: string;
  /** Stripe's `created`, Unix seconds UTC; part of the inbox's key. */
  occurredAtSeconds: number;
  /** `acct_…` or `platform`. */
  connectedAccountId: string;
  type: string;
  livemode: boolean;
  apiVersion: string | null;
  endpointKind: EndpointKind;
  arrivedBy: 'webhook' | 'backfill';
  objectType: string | null;
  objectId: string | null;
  body: string;
  signatureHeader: string | null;
};

/** 31 December 9999: above it neither JavaScript nor Postgres agree on what the number means. */
const OCCURRED_AT_SECONDS_MAX = 253_402_300_799;

/** Printable ASCII only: a NUL or a control character in an id is not from Stripe and would fail the insert. */
const printable = (lengthMax: number) =>
  z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .max(lengthMax);

const eventSchema = z.object({
  id: printable(255).startsWith('evt_'),
  object: z.literal('event'),
  type: printable(255),
  created: z.int().positive().max(OCCURRED_AT_SECONDS_MAX),
  livemode: z.boolean(),
  account: printable(255).startsWith('acct_').nullish(),
  api_version: printable(255).nullish(),
  // A balance and its settings have no id.
  data: z.object({ object: z.object({ id: z.unknown().optional(), object: z.unknown().optional() }) }),
});

const printableId = printable(255);

function printableOrNull(value: unknown): string | null {
  const parsed = printableId.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/**
 * Reads a snapshot event strictly; keys that are not named here are kept in `body` and trusted by nobody.
 * @throws DeliveryRefused `invalid_json` or `invalid_event`
 */
export function parseStripeEvent(
  body: string,
  origin: Pick<IncomingStripeEvent, 'endpointKind' | 'arrivedBy' | 'signatureHeader'>,
): IncomingStripeEvent {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new DeliveryRefused(
      'invalid_json',
      'The body is not JSON. Send the event exactly as Stripe wrote it.',
      {
        cause,
      },
    );
  }
  const parsed = eventSchema.safeParse(json);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new DeliveryRefused(
      'invalid_event',
      `The body is not a Stripe snapshot event (look at "${path}"). Set the endpoint's payload style to snapshot.`,
      { cause: parsed.error },
    );
  }
  const event = parsed.data;
  return {
    stripeEventId: event.id,
    occurredAtSeconds: event.created,
    connectedAccountId: event.account ?? PLATFORM,
    type: event.type,
    livemode: event.livemode,
    apiVersion: event.api_version ?? null,
    objectType: printableOrNull(event.data.object.object),
    objectId: printableOrNull(event.data.object.id),
    body,
    ...origin,
  };
}
