import { randomUUID } from 'node:crypto';
import { now } from './clock.ts';

export type OperatorRole = 'viewer' | 'finance_operator' | 'risk_reviewer' | 'administrator';

/** Every kind of person. The owner of a connected account is no operator: other tables, other session, other wall. */
export type Role = OperatorRole | 'connected_account_owner';

/** Who acts. System actors are actors: a job or a Stripe event is named on record like a person. */
export type Actor =
  | { kind: 'operator'; operatorId: string; name: string; role: OperatorRole }
  | { kind: 'connected_account_owner'; connectedAccountId: string; email: string }
  | { kind: 'job'; job: string }
  | { kind: 'stripe_event'; stripeEventId: string }
  /** Somebody without a session: may do nothing, and is on record with what was refused. */
  | { kind: 'visitor' };

/** What every verb and query receives first. `now` is fixed for the whole call. */
export type Context = { readonly actor: Actor; readonly requestId: string; readonly now: Date };

/** Context of a job run. @param job the job's name in the registry */
export function jobContext(job: string): Context {
  return { actor: { kind: 'job', job }, requestId: randomUUID(), now: now() };
}
