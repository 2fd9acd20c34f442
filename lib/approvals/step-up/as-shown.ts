import { DomainError } from '../../errors.ts';

/** A decision about what is otherwise by now. */
export const FACTS_CHANGED =
  'Facts have changed since this was shown to you. Nothing was decided. Look at what approving would do now, then decide.';

/**
 * That what somebody confirms is still what they were shown. Asked before presence is proven, so that no one-time code is
 * used up by what has changed.
 * @param shown the hash that the form carries @param now the hash of how it is; null when there is nothing to confirm any more
 * @throws DomainError `conflict`
 */
export function refuseUnlessShown(shown: string, now: string | null): void {
  if (shown !== now)
    throw new DomainError(
      'conflict',
      'This has changed since it was shown to you. Nothing was done. Look at it again, then confirm.',
    );
}
