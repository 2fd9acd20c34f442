import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';

/** Whose account the acting owner sees: theirs, whatever anybody asks for. @throws DomainError `forbidden` */
export function ownAccountId({ actor }: Context): string {
  if (actor.kind !== 'connected_account_owner')
    throw new DomainError('forbidden', 'Only the owner of a connected account has a portal.');
  return actor.connectedAccountId;
}
