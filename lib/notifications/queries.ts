import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { NotificationEndpoint, OutboxLine } from './types.ts';

/** More addresses than anybody keeps. */
const ENDPOINTS_MAX = 100;
const OUTBOX_LINES = 50;

/** Addresses that are told, oldest first. @throws DomainError `forbidden` */
export async function listEndpoints(ctx: Context): Promise<NotificationEndpoint[]> {
  authorize(ctx, 'notifications.read');
  const rows = await database().execute<{ id: string; url: string; name: string; added_at: string }>(sql`
    select endpoint.notification_endpoint_id as id, endpoint.url, coalesce(operator.name, endpoint.added_by) as name,
      endpoint.added_at::text
    from notification_endpoints as endpoint left join operators as operator on operator.operator_id = endpoint.added_by
    where endpoint.removed_at is null order by endpoint.added_at, id limit ${ENDPOINTS_MAX}`);
  return rows.map(({ id, url, name, added_at: addedAt }) => ({
    notificationEndpointId: id,
    url,
    addedByName: name,
    addedAt: new Date(addedAt),
  }));
}

/** The newest messages, with what came of them. @throws DomainError `forbidden` */
export async function listOutbox(ctx: Context): Promise<OutboxLine[]> {
  authorize(ctx, 'notifications.read');
  const rows = await database().execute<Omit<OutboxLine, 'madeAt'> & { made_at: string }>(sql`
    select notification.notification_id as "notificationId", notification.kind, notification.channel,
      coalesce(endpoint.url, notification.target) as target,
      coalesce(notification.payload ->> 'title', notification.payload ->> 'text', notification.kind) as title,
      coalesce(notification.payload -> 'lines', '[]') as lines, notification.state,
      notification.tries::int as tries, notification.last_error as "lastError", notification.made_at::text
    from notifications as notification
    left join notification_endpoints as endpoint on endpoint.notification_endpoint_id = notification.target
    order by notification.made_at desc, notification.notification_id desc limit ${OUTBOX_LINES}`);
  return rows.map(({ made_at: madeAt, ...line }) => ({ ...line, madeAt: new Date(madeAt) }));
}
