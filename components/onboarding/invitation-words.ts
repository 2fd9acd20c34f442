import type { SellerInvitation } from '#lib/onboarding/types.ts';
import type { Tone } from '../ui/badge.tsx';

const BUSINESS_TYPES: Readonly<Record<string, string>> = {
  individual: 'Individual',
  company: 'Company',
  non_profit: 'Non-profit',
  government_entity: 'Government entity',
};

export const businessTypeWord = (type: string): string => BUSINESS_TYPES[type] ?? type.replaceAll('_', ' ');

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
      means: 'Whether Stripe made the account is not known yet. Trying again looks there first.',
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
