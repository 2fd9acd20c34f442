import { databaseClient } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import type { Refresh } from './refresh.ts';
import { handlerOf } from './registry.ts';
import { snapshotOf } from './snapshot.ts';

export type StoredStripeEvent = {
  stripeEventId: string;
  occurredAt: Date;
  connectedAccountId: string;
  type: string;
  objectId: string | null;
  state: string;
  attempts: number;
  lastError: string | null;
  body: string | null;
};

type Row = {
  stripe_event_id: string;
  occurred_at: string;
  connected_account_id: string;
  type: string;
  object_id: string | null;
  state: string;
  attempts: number;
  last_error: string | null;
  body: string | null;
};

/** One event with its body. @throws DomainError `not_found` */
export async function findStoredStripeEvent(stripeEventId: string): Promise<StoredStripeEvent> {
  const [row] = await databaseClient()<Row[]>`
    select inbox.stripe_event_id, inbox.occurred_at, inbox.connected_account_id, inbox.type, inbox.object_id,
           inbox.state, inbox.attempts, inbox.last_error, bodies.body
    from stripe_events as inbox left join stripe_event_bodies as bodies using (stripe_event_id, occurred_at)
    where inbox.stripe_event_id = ${stripeEventId}`;
  if (row === undefined)
    throw new DomainError('not_found', 'There is no event with this id. Run a back-fill if Stripe has it.');
  return {
    stripeEventId: row.stripe_event_id,
    occurredAt: new Date(row.occurred_at),
    connectedAccountId: row.connected_account_id,
    type: row.type,
    objectId: row.object_id,
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
    body: row.body,
  };
}

/** What this event makes Sluice read again; empty for a type that nobody acts on. @throws Error of its handler */
export function refreshesOf(
  event: Pick<StoredStripeEvent, 'type' | 'connectedAccountId' | 'objectId' | 'body'>,
): Refresh[] {
  const handle = handlerOf(event.type);
  if (handle === null) return [];
  const { type, connectedAccountId, objectId, body } = event;
  return handle({ type, connectedAccountId, objectId, object: snapshotOf(body) });
}
