import type { RuleQuantity } from '#lib/risk/types.ts';

const MEANS: Readonly<Record<RuleQuantity, string>> = {
  'account age': 'Days since the account was made at Stripe.',
  'days of history': 'Days of which Sluice knows payments, up to 120, none of the last three.',
  'destination age': 'Days since the newest bank account or card came.',
  'destination changes': 'Of the last 30 days, those after which money would go to somebody new.',
  'shared destination': '1 when another account is paid out to the same bank account, else 0.',
  'destination abroad': '1 when the newest destination is in another country than the account, else 0.',
  'charges in 24 hours': 'Payments taken.',
  'times the usual charges': 'Payments of 24 hours against a usual day; 0 without history.',
  'declines in 24 hours': 'Payments refused.',
  'declined share': 'Percent of the payments tried in 24 hours that were refused.',
  'refunds in 7 days': 'Refunds that the platform did not make.',
  'refunded share': 'Percent: refunds of 7 days against payments of 7 days.',
  'disputes in 30 days': 'Disputes opened.',
  'disputed share': 'Percent: disputes of 30 days against payments of 30 days.',
  'cards known elsewhere': 'Percent of the newest payments whose card other accounts here have seen, too.',
};

export const RULE_TERMS = Object.entries(MEANS).map(([quantity, means]) => ({ quantity, means }));
