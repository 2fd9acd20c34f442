import type { ToldRiskFact } from '../risk/facts/types.ts';
import type { Refresh } from './refresh.ts';

/** What a handler sees of a stored event. `object` is the snapshot: good for ids, never for amounts or states. */
export type StripeEventView = {
  type: string;
  /** `acct_…` or `platform`. */
  connectedAccountId: string;
  objectId: string | null;
  object: Readonly<Record<string, unknown>>;
};

/** Pure: names what to read again from Stripe. @throws Error when the event lacks an id that its type always has */
export type StripeEventHandler = (event: StripeEventView) => Refresh[];

/**
 * Pure: what the snapshot says for risk. Only what never changes about its object is read, and one type of event tells each
 * kind of fact, so that order and repetition cannot matter. A snapshot without what Stripe always sends tells nothing.
 */
export type RiskFactReader = (event: StripeEventView) => ToldRiskFact[];

/** The snapshot's own id. @throws Error when there is none */
export function objectIdOf(event: StripeEventView): string {
  if (event.objectId === null) throw new Error(`An event of type ${event.type} came without data.object.id`);
  return event.objectId;
}

/** An id inside the snapshot, plain or expanded; null when the object has none. */
export function idAt(event: StripeEventView, key: string): string | null {
  const value = event.object[key];
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string')
    return value.id;
  return null;
}
