import { DomainError } from '../../errors.ts';

/**
 * An answer goes to a request that waits for one. Pure.
 * @param found the owner's own request; undefined for another's as for one that never was
 * @throws DomainError `not_found`; `conflict` when it is answered or closed
 */
export function refuseUnlessWaiting(found: { state: string } | undefined): void {
  if (found === undefined) throw new DomainError('not_found', 'There is no such request.');
  if (found.state === 'answered')
    throw new DomainError('conflict', 'You have answered this already. Nothing was sent a second time.');
  if (found.state === 'closed')
    throw new DomainError('conflict', 'This is not needed any more. Nothing was sent.');
}
