import type { RequirementsInWords } from '../../connected-accounts/types.ts';
import { blockedInWords } from './owner-words.ts';

/** What an owner is asked for; `isWaiting`: nothing can be done about how the account stands, so they are not told to. */
export type OwnerTodo = RequirementsInWords & { readonly isWaiting: boolean };

/** What Stripe switched off and the owner ends by giving something. Source: `requirements.disabled_reason` of Stripe's Account. */
const ENDS_BY_GIVING = ['requirements.past_due', 'action_required.requested_capabilities'];

/** What Stripe asks for, as its owner reads it. Pure. */
export function ownerTodo(
  words: RequirementsInWords,
  { lifecycle, disabledReason }: { lifecycle: string; disabledReason: string | null },
): OwnerTodo {
  const isAsked = words.overdue.length + words.dueNow.length > 0;
  const blocked = blockedInWords(disabledReason, { isNew: words.isNew, isAsked });
  // Stripe goes on listing what it asked for before; giving it changes nothing any more.
  if (lifecycle === 'rejected')
    return { ...words, ...NOTHING_ASKED, blocked, deadline: null, comes: null, isWaiting: true };
  return {
    ...words,
    blocked,
    // The reason says already that it is being checked.
    beingChecked: disabledReason === 'requirements.pending_verification' ? [] : words.beingChecked,
    isWaiting: !isAsked && disabledReason !== null && !ENDS_BY_GIVING.includes(disabledReason),
  };
}

const NOTHING_ASKED = { overdue: [], dueNow: [], dueLater: [], beingChecked: [] };
