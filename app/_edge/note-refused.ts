import { now } from '#lib/clock.ts';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { isRefusal, noteRefusal } from '#lib/verb.ts';
import { asked } from './asked.ts';
import { operatorContext, ownerContext } from './operator.ts';

/** Strangers share one counter row: they wait for each other here, not for the database's connections. */
let strangersBefore: Promise<void> = Promise.resolve();

/**
 * Puts on record that this request was refused, in the name of whoever is signed in, when no verb has done so: another
 * site's form, a session that has ended, a page or a read that the role has not. Anything that is no refusal is left alone.
 * @param action the permission that was needed
 * @param route its own path, from a route that no proxy stands before
 */
export async function noteRefused(action: string, error: unknown, route?: string): Promise<void> {
  if (!isRefusal(error)) return;
  const { path, requestId } = await asked();
  const refused = { permission: action, subject: route ?? path ?? 'unknown', error };
  const signedIn = (await operatorContext()) ?? (await ownerContext());
  if (signedIn !== null) {
    await noteRefusal(signedIn, refused);
    return;
  }
  const visitor: Context = {
    actor: { kind: 'visitor' },
    requestId,
    now: now(),
  };
  strangersBefore = strangersBefore.then(() => noteRefusal(visitor, refused));
  await strangersBefore;
}

/**
 * The operator's context for a route, or the answer to whoever is none, on record. The session is read once: read again for
 * the context it may have ended between, and a sign-out would be a fault of ours.
 */
export async function contextOrRefusal(action: string): Promise<Context | Response> {
  return (await operatorContext()) ?? refuseVisitor(action);
}

/** The answer to whoever is not signed in, on record. */
export async function refuseVisitor(action: string): Promise<Response> {
  await noteRefused(action, new DomainError('unauthenticated', 'Sign in again.'));
  return new Response('Sign in again.', { status: 401 });
}

/** The answer to a request that another site made, on record. @param route as for `noteRefused` */
export async function refuseForeign(action: string, words: string, route?: string): Promise<Response> {
  await noteRefused(action, new DomainError('forbidden', words), route);
  return new Response(words, { status: 403 });
}
