import { DomainError } from '../../errors.ts';

/**
 * An answer goes to a request that waits for one, while its account is with the platform. Pure.
 * @param found the owner's own request; undefined for another's as for one that never was
 * @throws DomainError `not_found`; `conflict` when it is answered or closed, or its account has left
 */
export function refuseUnlessWaiting(found: { state: string; leftAt: Date | null } | undefined): void {
  if (found === undefined) throw new DomainError('not_found', 'There is no such request.');
  if (found.state === 'answered')
    throw new DomainError('conflict', 'You have answered this already. Nothing was sent a second time.');
  if (found.state === 'closed')
    throw new DomainError('conflict', 'This is not needed any more. Nothing was sent.');
  if (found.leftAt !== null)
    throw new DomainError('conflict', 'This account has left the platform. Nothing was sent.');
}
