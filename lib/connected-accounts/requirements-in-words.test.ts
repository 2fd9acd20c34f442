import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NO_REFUSALS, refusalInWords } from './refusal-words.ts';
import {
  disabledReasonInWords,
  firstStepInWords,
  requirementInWords,
  requirementsInWords,
} from './requirements-in-words.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const NOTHING = {
  lifecycle: 'enabled',
  requirements: {},
  futureRequirements: {},
  disabledReason: null,
  currentDeadline: null,
};

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
    ['2026-11-24T12:00:00Z', 'Due by 2026-11-24T12:00:00.000Z, in 3 days. After that Stripe stops payouts.'],
    ['2026-11-22T12:00:00Z', 'Due by 2026-11-22T12:00:00.000Z, in 1 day. After that Stripe stops payouts.'],
    [
      '2026-11-21T12:00:00Z',
      'Due by 2026-11-21T12:00:00.000Z, in less than a day. After that Stripe stops payouts.',
    ],
    [
      '2026-11-20T12:00:00Z',
      'The deadline was 2026-11-20T12:00:00.000Z. Stripe may stop payouts at any time.',
    ],
  ])('tells a deadline at %s', (deadline, text) => {
    const facts = { ...NOTHING, currentDeadline: new Date(deadline) };
    expect(requirementsInWords(facts, NOW).deadline).toBe(text);
    // What is off already is not said to be switched off by then.
    const off = requirementsInWords({ ...facts, disabledReason: 'requirements.pending_verification' }, NOW);
    expect(off.deadline).toBe(text.replace(/ (After that )?Stripe .*$/, ''));
  });

  it('tells nobody to wait alone while something can be given', () => {
    const checking = {
      ...NOTHING,
      lifecycle: 'in_review',
      disabledReason: 'requirements.pending_verification',
    };
    expect(requirementsInWords(checking, NOW).blocked).toContain('Next: wait');
    for (const group of ['currently_due', 'past_due'])
      expect(
        requirementsInWords({ ...checking, requirements: { [group]: ['company.tax_id'] } }, NOW).blocked,
      ).toBe('Stripe is checking what was sent, and asks for more. Next: get what is due below.');
  });

  it('says nothing when nothing is wanted', () => {
    expect(requirementsInWords(NOTHING, NOW)).toEqual({
      isNew: false,
      blocked: null,
      deadline: null,
      overdue: [],
      dueNow: [],
      dueLater: [],
      beingChecked: [],
      comes: null,
    });
  });

  it('nothing is overdue of an account that was never completed', () => {
    const requirements = {
      past_due: ['external_account'],
      currently_due: ['external_account', 'business_type'],
    };
    const facts = { ...NOTHING, requirements };
    expect(requirementsInWords({ ...facts, lifecycle: 'onboarding' }, NOW)).toMatchObject({
      isNew: true,
      overdue: [],
      dueNow: [{ code: 'external_account' }, { code: 'business_type' }],
    });
    expect(requirementsInWords({ ...facts, lifecycle: 'restricted' }, NOW).overdue).toMatchObject([
      { code: 'external_account' },
    ]);
  });

  const DOCUMENT = 'individual.verification.document';
  const refused = (code: string, reason: unknown, requirement: unknown = DOCUMENT) => ({
    currently_due: [DOCUMENT, 'external_account'],
    errors: [{ code, reason, requirement }],
  });

  it.each([
    [
      'verification_document_not_readable',
      'Send an identity document of the owner again: the one sent could not be read.',
    ],
    [
      'verification_document_manipulated',
      'Send an identity document of the owner again: the one sent was not accepted.',
    ],
    [
      'verification_document_of_tomorrow',
      'Send an identity document of the owner. What was given was not taken: Too blurred.',
    ],
    ['information_missing', 'Send an identity document of the owner.'],
  ])('what was refused as %s is asked for again with the reason', (code, text) => {
    const facts = { ...NOTHING, requirements: refused(code, 'Too blurred.') };
    const { dueNow } = requirementsInWords(facts, NOW);
    expect(dueNow.map((item) => item.text)).toEqual([text, 'Add a bank account or debit card for payouts.']);
    expect(firstStepInWords(facts)).toBe(text);
    expect(dueNow.map(({ refusals }) => refusals)).toEqual([
      code === 'information_missing' ? [] : [{ code, reason: 'Too blurred.' }],
      [],
    ]);
  });

  it('a refusal that Stripe lists nowhere else is due; one of what is being checked is not', () => {
    const { errors } = refused('verification_document_expired', '');
    const alone = requirementsInWords({ ...NOTHING, requirements: { errors } }, NOW);
    expect(alone.dueNow).toEqual([
      {
        code: DOCUMENT,
        text: 'Send an identity document of the owner again: the one sent has expired.',
        refusals: [{ code: 'verification_document_expired', reason: null }],
      },
    ]);
    const checked = { errors, pending_verification: [DOCUMENT] };
    expect(requirementsInWords({ ...NOTHING, requirements: checked }, NOW)).toMatchObject({
      dueNow: [],
      beingChecked: [{ code: DOCUMENT }],
    });
  });

  it.each([null, 'x', {}, [null], ['x'], [{}], [{ code: 1, requirement: 2 }]])(
    'errors that are none (%j) say nothing',
    (errors) => {
      expect(requirementsInWords({ ...NOTHING, requirements: { errors } }, NOW).dueNow).toEqual([]);
    },
  );

  it('has words for what the SDK knows as a reason to refuse', async () => {
    const types = await readFile(
      fileURLToPath(import.meta.resolve('stripe')).replace(/stripe\.[^/]*$/, 'resources/Accounts.d.ts'),
      'utf8',
    );
    const codes = [
      ...(/namespace Error \{\s+type Code = ([^;]+);/.exec(types)?.[1]?.matchAll(/'(\w+)'/g) ?? []),
    ];
    expect(codes.length).toBeGreaterThan(90);
    const wordless = codes.map(([, code = '']) => code).filter((code) => refusalInWords(code) === null);
    expect(wordless.sort()).toEqual([...NO_REFUSALS].sort());
  });

  it.each([
    [
      '2026-12-01T00:00:00Z',
      'from 2026-12-01T00:00:00.000Z on, in 9 days. What is missing then stops payouts.',
    ],
    [
      '2026-11-22T12:00:00Z',
      'from 2026-11-22T12:00:00.000Z on, in 1 day. What is missing then stops payouts.',
    ],
    [
      '2026-11-21T12:00:00Z',
      'from 2026-11-21T12:00:00.000Z on, in less than a day. What is missing then stops payouts.',
    ],
    ['2026-11-20T00:00:00Z', 'since 2026-11-20T00:00:00.000Z. It may stop payouts at any time.'],
  ])('what Stripe announced for %s is told with its day, after what is due', (at, deadline) => {
    const futureRequirements = {
      current_deadline: Date.parse(at) / 1000,
      currently_due: ['external_account', 'company.tax_id'],
      eventually_due: ['company.tax_id', 'business_profile.url'],
      errors: [
        { code: 'verification_failed_tax_id_match', reason: 'No match.', requirement: 'company.tax_id' },
      ],
    };
    const facts = { ...NOTHING, requirements: { currently_due: ['external_account'] }, futureRequirements };
    const words = requirementsInWords(facts, NOW);
    expect(words.dueNow.map(({ code }) => code)).toEqual(['external_account']);
    expect(words.comes?.deadline).toBe(`Stripe asks for this ${deadline}`);
    expect(words.comes?.steps.map(({ text }) => text)).toEqual([
      'Give the tax number of the company again: the tax number does not belong to this name.',
    ]);
    expect(words.dueLater.map(({ code }) => code)).toEqual(['business_profile.url']);
    expect(firstStepInWords(facts)).toBe('Add a bank account or debit card for payouts.');
    expect(firstStepInWords({ requirements: {}, futureRequirements: { past_due: ['company.tax_id'] } })).toBe(
      'Give the tax number of the company.',
    );
    expect(firstStepInWords({ requirements: {}, futureRequirements: {} })).toBeNull();
  });
});
