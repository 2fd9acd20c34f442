import type { SellerInvitation } from '#lib/onboarding/types.ts';
import type { Tone } from '../ui/badge.tsx';

const BUSINESS_TYPES: Readonly<Record<string, string>> = {
  individual: 'Individual',
  company: 'Company',
  non_profit: 'Non-profit',
  government_entity: 'Government entity',
};

export const businessTypeWord = (type: string): string => BUSINESS_TYPES[type] ?? type.replaceAll('_', ' ');

/** What whoever made a link does with it. @param isMailed there is a mail server, which gets it as well */
export function linkNote({
  isMailed,
  isAnother = false,
}: {
  isMailed: boolean;
  isAnother?: boolean;
}): string {
  const how = isMailed
    ? 'This link is on its way to that address by mail. Should it not arrive, send it there yourself, and to no other address.'
    : 'Send this link to that address and to no other.';
  return `${how} It works once, for seven days, and is not shown again${isAnother ? '; an older one works no more' : ''}.`;
}

/** Of an account that may or may not be at Stripe: what trying again does, and what happens when that stops helping. */
function whatIsNext({ isKeyOld }: SellerInvitation): string {
  return isKeyOld
    ? 'Stripe was asked a day ago or more, and its answer never came. Try again: if the account is there it is taken; if it is not, take the invitation back and invite again. No second one is made.'
    : 'Stripe’s answer did not come, or was a failure that it keeps repeating for a day. Try again as often as you like: the account is looked for first, and asked for only under the same key, so that there is never a second one. After a day without one, take the invitation back and invite again.';
}

/** Where an invitation stands, in a word and a colour, and what that means. */
export function invitationState(invitation: SellerInvitation): {
  word: string;
  tone: Tone | undefined;
  means: string;
} {
  if (invitation.acceptedAt !== null)
    return { word: 'Accepted', tone: 'paid', means: 'Its owner has a password and signs in to the portal.' };
  if (invitation.revokedAt !== null)
    return { word: 'Taken back', tone: undefined, means: 'Its link works no more.' };
  if (invitation.state === 'refused')
    return { word: 'Refused by Stripe', tone: 'failed', means: invitation.problem ?? 'Stripe said no.' };
  if (invitation.state === 'asked' || invitation.state === 'unknown')
    return {
      word: 'Outcome not known',
      tone: 'held',
      means: whatIsNext(invitation),
    };
  if (invitation.state === 'created')
    return {
      word: 'Not locked yet',
      tone: 'held',
      means: 'The account is there; that it pays only when asked is still to be read back.',
    };
  return invitation.isExpired
    ? { word: 'Link expired', tone: 'held', means: 'Make a new link.' }
    : { word: 'Invited', tone: 'info', means: 'The link waits for its owner.' };
}
