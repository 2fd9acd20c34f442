import { describe, expect, it } from 'vitest';
import type { SellerInvitation } from '#lib/onboarding/types.ts';
import { invitationState } from './invitation-words.ts';

const AT = new Date('2026-11-23T12:00:00Z');

const made: SellerInvitation = {
  sellerInvitationId: 'siv_1',
  email: 'ola@bakery.example',
  name: 'Ola',
  businessName: 'Bakery',
  makesAccount: true,
  country: 'SE',
  businessType: 'company',
  policyVersion: '1',
  state: 'locked',
  problem: null,
  connectedAccountId: 'acct_1',
  invitedBy: 'Anna',
  invitedAt: AT,
  expiresAt: AT,
  isExpired: false,
  isKeyOld: false,
  isKeySpent: false,
  linksMade: 1,
  confirmedAt: null,
  isKnownAbsent: false,
  acceptedAt: null,
  login: null,
  revokedAt: null,
  isPaid: false,
};
const there: SellerInvitation = {
  ...made,
  makesAccount: false,
  state: 'created',
  country: null,
  businessType: null,
  policyVersion: null,
  expiresAt: null,
  linksMade: 0,
};

const said = (invitation: SellerInvitation): string => {
  const { word, means } = invitationState(invitation);
  return `${word}: ${means}`;
};

describe('what an invitation waits for', () => {
  it('is its payouts, where its owner has accepted and nobody pays', () => {
    const accepted = { ...made, acceptedAt: AT };
    expect(said(accepted)).toMatch(/^Accepted, paid by nobody: .*Let Sluice make them/);
    expect(said({ ...accepted, isPaid: true })).toMatch(/^Accepted: /);
    expect(said({ ...there, acceptedAt: AT }), 'whom somebody paid before is no news').toMatch(/^Accepted: /);
  });

  it('is a second person and a link, of an account that is there', () => {
    expect(said(there)).toMatch(/^To confirm: .*another administrator confirms/);
    expect(said({ ...there, confirmedAt: AT })).toMatch(/^Without a link: .*on the account’s page/);
    expect(said({ ...there, confirmedAt: AT, expiresAt: AT })).toMatch(/^Invited: /);
    expect(said({ ...there, revokedAt: AT })).toContain('The account is as before');
  });

  it('is nothing but to be taken back, where a week has passed since the last step', () => {
    const over = { ...there, isExpired: true };
    expect(said(over)).toMatch(/^Not confirmed in time: .*Take it back/);
    expect(said({ ...over, confirmedAt: AT })).toMatch(/^Without a link in time: .*Take it back/);
    expect(said({ ...over, confirmedAt: AT, expiresAt: AT, linksMade: 1 })).toMatch(
      /^Link expired: Take it back/,
    );
    expect(said({ ...made, isExpired: true }), 'of an account that is made').toBe(
      'Link expired: Make a new link.',
    );
  });

  it('is nothing but to be taken back, where Stripe keeps a failure under its key', () => {
    const spent: SellerInvitation = { ...made, state: 'unknown', connectedAccountId: null, isKeySpent: true };
    expect(said({ ...spent, isKnownAbsent: true })).toContain(': Take it back and invite again');
    expect(said(spent)).toContain('then take it back and invite again');
    expect(said({ ...spent, isKeySpent: false, isKnownAbsent: true })).toContain(
      'Try again as often as you like',
    );
  });
});
