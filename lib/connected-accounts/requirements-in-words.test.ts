import { describe, expect, it } from 'vitest';
import { disabledReasonInWords, requirementInWords, requirementsInWords } from './requirements-in-words.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const NOTHING = { requirements: {}, disabledReason: null, currentDeadline: null };

/** Stripe's list; an account can only be disabled for one of these or for something newer. */
const DISABLED_REASONS = [
  'action_required.requested_capabilities',
  'listed',
  'other',
  'platform_paused',
  'rejected.fraud',
  'rejected.incomplete_verification',
  'rejected.listed',
  'rejected.other',
  'rejected.platform_fraud',
  'rejected.platform_other',
  'rejected.platform_terms_of_service',
  'rejected.terms_of_service',
  'requirements.past_due',
  'requirements.pending_verification',
  'under_review',
];

describe('requirements in words', () => {
  it.each([
    ['external_account', 'Add a bank account or debit card for payouts.'],
    ['individual.dob.day', 'Give the date of birth of the owner.'],
    ['individual.verification.document', 'Send an identity document of the owner.'],
    ['company.address.postal_code', 'Give the address of the company.'],
    ['representative.first_name', 'Give the first name of the representative.'],
    ['person_8UayFKIMRJklog.id_number', 'Give the identity number of the person named in Stripe.'],
    ['person_8UayFKIMRJklog.relationship.title', 'Give the job title of the person named in Stripe.'],
    ['owners.first_name', 'Give the first name of each owner.'],
    ['representative.dob', 'Give the date of birth of the representative.'],
    ['some_new.thing_of_stripes', 'Give: some new, thing of stripes.'],
    ['individual.shoe_size', 'Give: individual, shoe size.'],
  ])('%s reads: %s', (code, text) => {
    expect(requirementInWords(code)).toBe(text);
  });

  it.each(DISABLED_REASONS)('%s is said in words', (reason) => {
    expect(disabledReasonInWords(reason)).toMatch(/^[A-Z].*\.$/);
    expect(disabledReasonInWords(reason)).not.toContain('ask Stripe what this means');
  });

  it('keeps an unknown disabled reason readable', () => {
    expect(disabledReasonInWords('rejected.new_reason')).toBe(
      'Stripe has limited the account: rejected, new reason. Next: ask Stripe what this means.',
    );
  });

  it('says each thing once, under the most urgent heading', () => {
    const words = requirementsInWords(
      {
        ...NOTHING,
        requirements: {
          past_due: ['individual.dob.day', 'individual.dob.month'],
          currently_due: ['individual.dob.day', 'external_account'],
          eventually_due: ['individual.dob.day', 'external_account', 'business_profile.url'],
          pending_verification: ['individual.verification.document'],
        },
      },
      NOW,
    );
    expect(words.overdue.map(({ text }) => text)).toEqual(['Give the date of birth of the owner.']);
    expect(words.dueNow.map(({ code }) => code)).toEqual(['external_account']);
    expect(words.dueLater.map(({ code }) => code)).toEqual(['business_profile.url']);
    expect(words.beingChecked.map(({ text }) => text)).toEqual(['Send an identity document of the owner.']);
  });

  it.each([
    ['2026-11-24T12:00:00Z', 'Due by 2026-11-24 12:00 UTC, in 3 days. After that Stripe stops payouts.'],
    ['2026-11-22T12:00:00Z', 'Due by 2026-11-22 12:00 UTC, in 1 day. After that Stripe stops payouts.'],
    [
      '2026-11-21T12:00:00Z',
      'Due by 2026-11-21 12:00 UTC, in less than a day. After that Stripe stops payouts.',
    ],
    ['2026-11-20T12:00:00Z', 'The deadline was 2026-11-20 12:00 UTC. Stripe may stop payouts at any time.'],
  ])('tells a deadline at %s', (deadline, text) => {
    expect(requirementsInWords({ ...NOTHING, currentDeadline: new Date(deadline) }, NOW).deadline).toBe(text);
  });

  it('says nothing when nothing is wanted', () => {
    expect(requirementsInWords(NOTHING, NOW)).toEqual({
      blocked: null,
      deadline: null,
      overdue: [],
      dueNow: [],
      dueLater: [],
      beingChecked: [],
    });
  });
});
