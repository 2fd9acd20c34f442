import type { Core } from './core.ts';
import { isPlatform, nowOf } from './core.ts';
import type { SnapshotEvent } from './entities.ts';

/**
 * Records an event with a snapshot of `object` as it is now.
 * @param owner account it happened on; events of the platform itself carry no `account`
 * @param previous earlier values of the changed fields, for `*.updated`
 */
export function emit(
  core: Core,
  owner: string,
  type: string,
  object: object,
  previous?: Record<string, unknown>,
): SnapshotEvent {
  const event: SnapshotEvent = {
    id: core.random.id('evt'),
    object: 'event',
    api_version: core.apiVersion,
    created: nowOf(core),
    data: { object: structuredClone(object) },
    livemode: core.livemode,
    pending_webhooks: 0,
    request: core.cause ?? { id: null, idempotency_key: null },
    type,
  };
  if (!isPlatform(core, owner)) event.account = owner;
  if (previous !== undefined) event.data.previous_attributes = structuredClone(previous);
  core.store.events.insert(owner, event);
  core.emitted.push({ owner, eventId: event.id });
  return event;
}

/** Assigns `changes` to `object` and answers the values they had before. */
export function change<T extends object>(object: T, changes: Partial<T>): Record<string, unknown> {
  const previous: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(changes)) {
    const before: unknown = object[key as keyof T];
    if (JSON.stringify(before) !== JSON.stringify(value)) previous[key] = structuredClone(before ?? null);
  }
  Object.assign(object, changes);
  return previous;
}
