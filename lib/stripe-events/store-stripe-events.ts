import postgres from 'postgres';
import { databaseClient } from '../db/client.ts';
import { log } from '../log.ts';
import type { IncomingStripeEvent } from './parse-stripe-event.ts';

/** An event with the trace of whatever received it. */
export type StorableStripeEvent = IncomingStripeEvent & { traceparent?: string | null };

export type StoredOutcome = 'stored' | 'duplicate';

/** ASCII record separator. Valid JSON cannot contain it unescaped, so bodies travel as one string without quoting each. */
const BODY_SEPARATOR = '\u001e';

/** What tells two deliveries of a batch apart; `created` belongs to it because the inbox is partitioned by it. */
function eventKey(event: Pick<IncomingStripeEvent, 'stripeEventId' | 'occurredAtSeconds'>): string {
  return `${event.stripeEventId}@${String(event.occurredAtSeconds)}`;
}

/** The primary key that holds "stored once" over all months. */
const STORED_BEFORE = 'received_event_ids_pkey';

/**
 * Stores inbox rows and raw bodies in one statement, which is one commit; an event that is already there is left alone.
 * @returns one outcome per event, in order; a repetition inside the batch is a duplicate of its first occurrence
 * @throws whatever the database throws; then nothing of the batch is stored. An event alone whose id is stored with
 *   another `created` is a duplicate; among others it fails the batch, so that the caller stores each alone
 */
export async function storeStripeEvents(events: readonly StorableStripeEvent[]): Promise<StoredOutcome[]> {
  try {
    return await insertStripeEvents(events);
  } catch (error) {
    const [only] = events;
    const isStoredBefore = error instanceof postgres.PostgresError && error.constraint_name === STORED_BEFORE;
    if (!isStoredBefore || only === undefined || events.length > 1) throw error;
    log.error(
      { stripeEventId: only.stripeEventId, createdSeconds: only.occurredAtSeconds },
      'an event came again with another time of creation; the first version is kept',
    );
    return ['duplicate'];
  }
}

async function insertStripeEvents(events: readonly StorableStripeEvent[]): Promise<StoredOutcome[]> {
  const unique = new Map<string, StorableStripeEvent>();
  for (const event of events) {
    const key = eventKey(event);
    if (!unique.has(key)) unique.set(key, event);
  }
  // One order of keys for every writer: two batches with the same events wait for each other instead of deadlocking.
  const rows = [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
  const column = <Key extends keyof IncomingStripeEvent>(key: Key): IncomingStripeEvent[Key][] =>
    rows.map((row) => row[key]);

  // postgres.js declares an array of booleans as one boolean, so `livemode` travels as text.
  const sql = databaseClient();
  const inserted = await sql<{ key: string }[]>`
    with incoming as materialized (
      select event.*, to_timestamp(event.occurred_at_seconds) as occurred_at
      from unnest(
        ${column('stripeEventId')}::text[], ${column('occurredAtSeconds')}::float8[], ${column('connectedAccountId')}::text[],
        ${column('type')}::text[], ${column('livemode').map(String)}::text[]::boolean[], ${column('apiVersion')}::text[],
        ${column('endpointKind')}::text[], ${column('arrivedBy')}::text[], ${column('objectType')}::text[],
        ${column('objectId')}::text[], ${column('signatureHeader')}::text[], ${rows.map((row) => row.traceparent ?? null)}::text[],
        string_to_array(${column('body').join(BODY_SEPARATOR)}::text, ${BODY_SEPARATOR})
      ) as event (
        stripe_event_id, occurred_at_seconds, connected_account_id, type, livemode, api_version, endpoint_kind,
        arrived_by, object_type, object_id, signature_header, traceparent, body
      )
    ), inbox as (
      insert into stripe_events (
        stripe_event_id, occurred_at, connected_account_id, type, livemode, api_version, endpoint_kind, arrived_by,
        object_type, object_id
      )
      select stripe_event_id, occurred_at, connected_account_id, type, livemode, api_version, endpoint_kind, arrived_by,
             object_type, object_id
      from incoming
      on conflict do nothing
      returning stripe_event_id, occurred_at
    ), bodies as (
      insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body, signature_header, traceparent)
      select stripe_event_id, occurred_at, incoming.connected_account_id, incoming.body, incoming.signature_header,
             incoming.traceparent
      from incoming join inbox using (stripe_event_id, occurred_at)
    )
    select stripe_event_id || '@' || extract(epoch from occurred_at)::bigint as key from inbox`;

  const isNew = new Set(inserted.map(({ key }) => key));
  return events.map((event) => (isNew.delete(eventKey(event)) ? 'stored' : 'duplicate'));
}
