import { randomUUID } from 'node:crypto';
import { headers } from 'next/headers';
import { cache } from 'react';
import { readCurrentOperator, readCurrentOwner, type Operator, type Owner } from '#lib/auth/session.ts';
import { now } from '#lib/clock.ts';
import type { Actor, Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';

/** Who is signed in, read from the database once per request; `null` when nobody is, or no longer. */
export const getOperator: () => Promise<Operator | null> = cache(readCurrentOperator);

/** The owner of a connected account who is signed in; `null` when nobody is, or an operator. */
export const getOwner: () => Promise<Owner | null> = cache(readCurrentOwner);

/**
 * The context of this request, for the platform's own people.
 * @throws DomainError `unauthenticated`; `forbidden` for the owner of a connected account
 */
export async function requireContext(): Promise<Context> {
  const operator = await getOperator();
  if (!operator) {
    if (await getOwner()) throw new DomainError('forbidden', 'This is for the platform’s own people.');
    throw new DomainError('unauthenticated', 'Your session has ended. Sign in again.');
  }
  const { operatorId, name, role } = operator;
  return withRequest({ kind: 'operator', operatorId, name, role });
}

/** The context of this request, whoever is signed in: what they may is the verb's to say. @throws DomainError `unauthenticated` */
export async function requireAnyContext(): Promise<Context> {
  return (await ownerContext()) ?? requireContext();
}

/** The context of the owner who is signed in; `null` when none is. */
export async function ownerContext(): Promise<Context | null> {
  const owner = await getOwner();
  if (!owner) return null;
  const { connectedAccountId, email } = owner;
  return withRequest({ kind: 'connected_account_owner', connectedAccountId, email });
}

/**
 * The context of this request, for the owner of a connected account, with what their own row says.
 * @throws DomainError `unauthenticated`; `forbidden` for the platform's own people
 */
export async function requireOwnerContext(): Promise<{ ctx: Context; owner: Owner }> {
  const [owner, ctx] = [await getOwner(), await ownerContext()];
  if (owner && ctx) return { ctx, owner };
  if (await getOperator())
    throw new DomainError('forbidden', 'This is for the owners of connected accounts.');
  throw new DomainError('unauthenticated', 'Your session has ended. Sign in again.');
}

/** As `requireOwnerContext`, for what a page asks by itself: it is no use of the session. @throws DomainError the same */
export async function requireQuietOwnerContext(): Promise<Context> {
  const owner = await readCurrentOwner({ touch: false });
  if (!owner) return (await requireOwnerContext()).ctx;
  const { connectedAccountId, email } = owner;
  return withRequest({ kind: 'connected_account_owner', connectedAccountId, email });
}

async function withRequest(actor: Actor): Promise<Context> {
  const requestHeaders = await headers();
  return { actor, requestId: requestHeaders.get('x-request-id') ?? randomUUID(), now: now() };
}
