import type { InvitationPart, SellerInvitation } from '#lib/onboarding/types.ts';
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
function whatIsNext({ isKeyOld, isKeySpent, isKnownAbsent }: SellerInvitation): string {
  if (isKeySpent)
    return isKnownAbsent
      ? 'Take it back and invite again: Stripe keeps a failure under this invitation’s key and has no such account, so trying again would say the same for ever.'
      : 'Stripe keeps a failure under this invitation’s key, so trying again helps no more. Stripe is looked through once more within two minutes; then take it back and invite again.';
  if (!isKnownAbsent)
    return 'Stripe’s answer did not come. Stripe is looked through within two minutes, again and again: an account that is there is locked and written here. Until then nothing is taken back, so that there is never a second one.';
  return isKeyOld
    ? 'Stripe’s answer did not come, and Stripe has no such account. It was asked a day ago or more, so it is not asked again: take the invitation back and invite again. Should the account still appear, it is locked and written here.'
    : 'Stripe’s answer did not come, and Stripe has no such account so far; it is looked for again. Try again as often as you like, always under the same key, so that there is never a second one; or take the invitation back.';
}

/** Where an invitation stands, in a word and a colour, and what that means. */
export function invitationState(invitation: SellerInvitation): {
  word: string;
  tone: Tone | undefined;
  means: string;
} {
  if (invitation.acceptedAt !== null && invitation.makesAccount && !invitation.isPaid)
    return {
      word: 'Accepted, paid by nobody',
      tone: 'held',
      means:
        'Its owner signs in to the portal, but nobody makes its payouts: Stripe pays only when asked. Let Sluice make them, on the account’s page.',
    };
  if (invitation.acceptedAt !== null)
    return { word: 'Accepted', tone: 'paid', means: 'Its owner has a password and signs in to the portal.' };
  if (!invitation.makesAccount && invitation.revokedAt !== null)
    return {
      word: 'Taken back',
      tone: undefined,
      means: 'Nobody is let in by it. The account is as before.',
    };
  if (invitation.revokedAt !== null)
    return {
      word: 'Taken back',
      tone: undefined,
      means:
        invitation.connectedAccountId === null
          ? 'Its link works no more.'
          : 'Its link works no more. The account stays at Stripe, and pays only when asked.',
    };
  if (invitation.state === 'refused')
    return { word: 'Refused by Stripe', tone: 'failed', means: invitation.problem ?? 'Stripe said no.' };
  if (invitation.state === 'asked' || invitation.state === 'unknown')
    return {
      word: 'Outcome not known',
      tone: 'held',
      means: whatIsNext(invitation),
    };
  if (!invitation.makesAccount && invitation.confirmedAt === null && invitation.isExpired)
    return {
      word: 'Not confirmed in time',
      tone: 'held',
      means: 'Nobody confirmed this owner within a week. Take it back; whoever still wants it asks again.',
    };
  if (!invitation.makesAccount && invitation.isExpired)
    return {
      word: invitation.expiresAt === null ? 'Without a link in time' : 'Link expired',
      tone: 'held',
      means: `${invitation.expiresAt === null ? 'Nobody made the link within a week of the agreement. ' : ''}Take it back; whoever still wants it asks again.`,
    };
  if (!invitation.makesAccount && invitation.expiresAt === null)
    return invitation.confirmedAt === null
      ? {
          word: 'To confirm',
          tone: 'held',
          means: 'An owner for an account that is there: another administrator confirms them on its page.',
        }
      : {
          word: 'Without a link',
          tone: 'held',
          means: 'Two people agreed on this owner. The link is made on the account’s page.',
        };
  if (invitation.state === 'created' && invitation.makesAccount)
    return {
      word: 'Without a link',
      tone: 'held',
      means: 'The account is there. Making the link reads back first that it pays only when asked.',
    };
  return invitation.isExpired
    ? { word: 'Link expired', tone: 'held', means: 'Make a new link.' }
    : { word: 'Invited', tone: 'info', means: 'The link waits for its owner.' };
}

/** What the button beside an open invitation does. */
export function nextStep({ state, isKeyOld }: SellerInvitation): string {
  if (state === 'locked') return 'Make a new link';
  if (state === 'created') return 'Make the link';
  return isKeyOld ? 'Look again' : 'Try again';
}

/** Each part of the list by its tab, and what stands where it is empty. */
export const PART_WORDS: Readonly<Record<InvitationPart, { tab: string; empty: string }>> = {
  all: { tab: 'All', empty: 'Nobody has been invited yet' },
  stuck: { tab: 'Waiting for us', empty: 'Every open invitation has its link' },
  invited: { tab: 'Waiting for their owner', empty: 'No link waits for its owner' },
  accepted: { tab: 'Accepted', empty: 'Nobody has accepted yet' },
  revoked: { tab: 'Taken back', empty: 'None was taken back' },
};
