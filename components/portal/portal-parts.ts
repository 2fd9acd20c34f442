import type { EmbeddedPart } from './embedded.tsx';

/*
 * What each page of the portal shows of Stripe's, and what it says where a session does not grant that. Each sentence has to be
 * true in every state of an account in which it can be read; `owner-states.test.ts` reads them all.
 */

export const PAYMENT_PARTS: readonly EmbeddedPart[] = [
  {
    title: 'Disputes',
    anyOf: ['disputes_list'],
    otherwise: 'Disputes cannot be shown for your account now. Ask the platform.',
  },
  {
    title: 'Payments',
    anyOf: ['payments'],
    otherwise: 'Payments cannot be shown for your account now. Ask the platform.',
  },
];

export const PAYOUT_PARTS: readonly EmbeddedPart[] = [
  { title: 'Balances', anyOf: ['balances'], otherwise: 'Your balances are on the overview.' },
  {
    title: 'Payouts',
    // The first can start payouts: a session grants it only where Stripe pays the account by itself and nothing holds it.
    anyOf: ['payouts', 'payouts_list'],
    otherwise: 'Your last payouts are on the overview.',
  },
];

/** Above those, of the one that an address names. */
export const ONE_PAYOUT: EmbeddedPart = {
  title: 'What it was made of',
  anyOf: ['payout_details'],
  otherwise: 'What a payout was made of cannot be shown now. Ask the platform.',
};

export const DOCUMENT_PARTS: readonly EmbeddedPart[] = [
  {
    title: 'Documents',
    anyOf: ['documents'],
    otherwise: 'Documents cannot be shown for your account now. Ask the platform.',
  },
  {
    title: 'Where you collect tax',
    anyOf: ['tax_registrations'],
    otherwise: 'Tax cannot be shown for your account now. Ask the platform.',
  },
  {
    title: 'How tax is worked out',
    anyOf: ['tax_settings'],
    otherwise: 'Tax cannot be shown for your account now. Ask the platform.',
  },
];

export const KEPT =
  'The details of your account cannot be changed here now. Write to us if something has to be given or changed.';

export const ACCOUNT_PARTS: readonly EmbeddedPart[] = [
  { title: 'Notices', anyOf: ['notification_banner'], otherwise: KEPT },
  { title: 'Your details', anyOf: ['account_management'], otherwise: KEPT },
];

/** Before the details are given for the first time there is nothing to manage yet. */
export const SETTING_UP: readonly EmbeddedPart[] = [
  { title: 'Set up your account', anyOf: ['account_onboarding'], otherwise: KEPT },
];

/** Afterwards it is where the rest is given. */
export const ASKED_AGAIN: readonly EmbeddedPart[] = [
  { title: 'Give what is asked for', anyOf: ['account_onboarding'], otherwise: KEPT },
];
