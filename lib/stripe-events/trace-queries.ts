import { and, desc, eq, ne } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { stripeEventBodies, stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database, databaseClient } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { listBalanceTransactionsOfSource } from '../ledger/source-queries.ts';
import { bodyForDisplay } from './body-for-display.ts';
import { rowColumns } from './queries.ts';
import type { Refresh } from './refresh.ts';
import { handlerOf } from './registry.ts';
import type { StripeEventReplay, StripeEventRow, StripeEventSetAside, StripeEventTrace } from './types.ts';

/** An object has a handful of events; more than this would bury the one that is looked at. */
const SAME_OBJECT_MAX = 25;

/** Nobody replays an event more often than this and still learns from it. */
const REPLAYS_MAX = 10;

/** The whole story of one event. @throws DomainError `forbidden`, `not_found` */
export async function getStripeEventTrace(ctx: Context, stripeEventId: string): Promise<StripeEventTrace> {
  authorize(ctx, 'events.read');
  const [event] = await database()
    .select({
      ...rowColumns,
      livemode: stripeEvents.livemode,
      apiVersion: stripeEvents.apiVersion,
      endpointKind: stripeEvents.endpointKind,
      objectType: stripeEvents.objectType,
      nextAttemptAt: stripeEvents.nextAttemptAt,
      lastError: stripeEvents.lastError,
      body: stripeEventBodies.body,
      signatureHeader: stripeEventBodies.signatureHeader,
    })
    .from(stripeEvents)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, stripeEvents.connectedAccountId))
    .leftJoin(
      stripeEventBodies,
      and(
        eq(stripeEventBodies.stripeEventId, stripeEvents.stripeEventId),
        eq(stripeEventBodies.occurredAt, stripeEvents.occurredAt),
      ),
    )
    .where(eq(stripeEvents.stripeEventId, stripeEventId))
    .limit(1);
  if (!event) throw new DomainError('not_found', 'No event has this id.');
  const { signatureHeader, body, ...facts } = event;
  const isSetAside = facts.state === 'ignored' && facts.lastError !== null;
  const [replays, setAside, sameObject, caused] = await Promise.all([
    listReplays(stripeEventId),
    isSetAside ? findSetAside(stripeEventId) : null,
    listEventsOfObject(facts.objectId, stripeEventId),
    facts.objectId === null ? [] : listBalanceTransactionsOfSource(ctx, facts.objectId),
  ]);
  return {
    ...facts,
    wasSigned: signatureHeader !== null,
    replays,
    setAside,
    isBodyStored: body !== null,
    body: body === null ? null : bodyForDisplay(body),
    refreshes: refreshesOf(event),
    sameObject,
    balanceTransactions: caused,
  };
}

/** What this version would read again for the event: handlers are pure, so asking costs nothing. */
function refreshesOf(
  event: Pick<StripeEventTrace, 'type' | 'connectedAccountId' | 'objectId' | 'body'>,
): Refresh[] | null {
  const handle = handlerOf(event.type);
  if (handle === null || event.body === null) return null;
  const { type, connectedAccountId, objectId } = event;
  try {
    const parsed = JSON.parse(event.body) as { data: { object: Record<string, unknown> } }; // shape checked before it was stored
    return handle({ type, connectedAccountId, objectId, object: parsed.data.object });
  } catch {
    // The same failure stands in `last_error`, which the page shows; here it only means that nothing would be read.
    return [];
  }
}

type ReplayRow = { at: Date; by: string; state: string | null; processed_at: string | null };

/** From the record of changes: the event's own row only knows the newest. */
async function listReplays(stripeEventId: string): Promise<StripeEventReplay[]> {
  const rows = await databaseClient()<ReplayRow[]>`
    select record.recorded_at as at, coalesce(operator.name, record.actor_id) as by,
           record.before ->> 'state' as state, record.before ->> 'processedAt' as processed_at
    from audit_records as record
    left join operators as operator on record.actor_kind = 'operator' and operator.operator_id = record.actor_id
    where record.subject = ${stripeEventId} and record.action = 'stripe_event.replay' and record.outcome = 'done'
    order by record.recorded_at desc, record.audit_record_id desc
    limit ${REPLAYS_MAX}`;
  return rows.toReversed().map(({ at, by, state, processed_at: processedAt }) => ({
    at: new Date(at),
    by,
    previous: { state: state ?? 'unknown', at: processedAt === null ? null : new Date(processedAt) },
  }));
}

async function findSetAside(stripeEventId: string): Promise<StripeEventSetAside | null> {
  const [row] = await databaseClient()<{ at: Date; by: string; reason: string | null }[]>`
    select record.recorded_at as at, coalesce(operator.name, record.actor_id) as by, record.after ->> 'reason' as reason
    from audit_records as record
    left join operators as operator on record.actor_kind = 'operator' and operator.operator_id = record.actor_id
    where record.subject = ${stripeEventId} and record.action = 'stripe_event.set_aside' and record.outcome = 'done'
    order by record.recorded_at desc, record.audit_record_id desc
    limit 1`;
  return row === undefined ? null : { at: new Date(row.at), by: row.by, reason: row.reason ?? '' };
}

async function listEventsOfObject(objectId: string | null, except: string): Promise<StripeEventRow[]> {
  if (objectId === null) return [];
  return database()
    .select(rowColumns)
    .from(stripeEvents)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, stripeEvents.connectedAccountId))
    .where(and(eq(stripeEvents.objectId, objectId), ne(stripeEvents.stripeEventId, except)))
    .orderBy(desc(stripeEvents.occurredAt), desc(stripeEvents.stripeEventId))
    .limit(SAME_OBJECT_MAX);
}
