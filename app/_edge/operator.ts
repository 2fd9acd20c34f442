import { cache } from 'react';
import { readCurrentOperator, readCurrentOwner, type Operator, type Owner } from '#lib/auth/session.ts';
import { now } from '#lib/clock.ts';
import type { Actor, Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { asked } from './asked.ts';

/** Who is signed in, read from the database once per request; `null` when nobody is, or no longer. */
export const getOperator: () => Promise<Operator | null> = cache(readCurrentOperator);

/** The owner of a connected account who is signed in; `null` when nobody is, or an operator. */
export const getOwner: () => Promise<Owner | null> = cache(readCurrentOwner);

/**
 * The context of this request, for the platform's own people.
 * @throws DomainError `unauthenticated`; `forbidden` for the owner of a connected account
 */
export async function requireContext(): Promise<Context> {
  const ctx = await operatorContext();
  if (ctx) return ctx;
  if (await getOwner()) throw new DomainError('forbidden', 'This is for the platform’s own people.');
  throw new DomainError('unauthenticated', 'Your session has ended. Sign in again.');
}

/** The context of the operator who is signed in; `null` when none is. */
export async function operatorContext(): Promise<Context | null> {
  const operator = await getOperator();
  return operator && contextOf(operator);
}

/** The context of an operator who was read for this request: asked twice, a session may have ended between. */
export async function contextOf({ operatorId, name, role }: Operator): Promise<Context> {
  return withRequest({ kind: 'operator', operatorId, name, role });
}

/** The context of this request, whoever is signed in: what they may is the verb's to say. @throws DomainError `unauthenticated` */
export async function requireAnyContext(): Promise<Context> {
  return (await ownerContext()) ?? requireContext();
}

/** The context of the owner who is signed in; `null` when none is. */
export async function ownerContext(): Promise<Context | null> {
  const owner = await getOwner();
  return owner && contextOfOwner(owner);
}

/** The same of an owner who was read for this request. */
export async function contextOfOwner({ connectedAccountId, email }: Owner): Promise<Context> {
  return withRequest({ kind: 'connected_account_owner', connectedAccountId, email });
}

/**
 * The context of this request, for the owner of a connected account, with what their own row says.
 * @throws DomainError `unauthenticated`; `forbidden` for the platform's own people
 */
export async function requireOwnerContext(): Promise<{ ctx: Context; owner: Owner }> {
  const owner = await getOwner();
  if (owner) return { ctx: await contextOfOwner(owner), owner };
  if (await getOperator())
    throw new DomainError('forbidden', 'This is for the owners of connected accounts.');
  throw new DomainError('unauthenticated', 'Your session has ended. Sign in again.');
}

/** As `requireOwnerContext`, for what a page asks by itself: it is no use of the session. @throws DomainError the same */
export async function requireQuietOwnerContext(): Promise<Context> {
  const owner = await readCurrentOwner({ touch: false });
  return owner ? contextOfOwner(owner) : (await requireOwnerContext()).ctx;
}

async function withRequest(actor: Actor): Promise<Context> {
  const { requestId } = await asked();
  return { actor, requestId, now: now() };
}
