import { describe, expect, it } from 'vitest';
import { onboardingTerms, regionRules, WAYS_TO_MAKE } from './onboarding-policy.ts';

const termsOf = (platformCountry: string, country: string) => {
  const answer = onboardingTerms(platformCountry, country, 'company');
  if (answer.kind === 'refused') return answer.because;
  const { rule, terms } = answer;
  return [terms.serviceAgreement, terms.capabilities.join(' '), /on_behalf_of/.test(rule.chargePatterns)];
};

const AT_HOME = ['full', 'card_payments transfers', false];
const ACROSS = ['full', 'card_payments transfers', true];
const RECIPIENT = ['recipient', 'transfers', false];

describe('who may be invited on which terms', () => {
  it.each([
    ['US', 'US', AT_HOME],
    ['DE', 'SE', AT_HOME],
    ['US', 'CA', ACROSS],
    ['US', 'DE', ACROSS],
    ['DE', 'GB', ACROSS],
    ['CH', 'US', ACROSS],
    ['US', 'AL', RECIPIENT],
    ['JP', 'JP', AT_HOME],
  ])('from %s in %s', (platformCountry, country, expected) => {
    expect(termsOf(platformCountry, country)).toEqual(expected);
  });

  it.each([
    ['JP', 'US'],
    ['US', 'JP'],
    ['DE', 'AL'],
    ['US', 'KP'],
  ])('nobody from %s in %s', (platformCountry, country) => {
    expect(termsOf(platformCountry, country)).toContain(
      `From ${platformCountry} Sluice invites nobody in ${country}`,
    );
  });

  it('a recipient takes no payments, whatever else a rule says', () => {
    for (const platformCountry of ['US', 'GB', 'DE', 'JP'])
      for (const { serviceAgreement, capabilities } of regionRules(platformCountry))
        expect(capabilities.includes('card_payments')).toBe(serviceAgreement === 'full');
  });

  it('each rule says how the account is made, and that way why, after whom and when', () => {
    for (const platformCountry of ['US', 'CA', 'GB', 'CH', 'DE', 'TH'])
      for (const { madeBy, countries } of regionRules(platformCountry)) {
        expect(WAYS_TO_MAKE[madeBy]).toMatchObject({
          because: expect.stringContaining('v2 configuration') as string,
          source: expect.stringMatching(/^Stripe, /) as string,
          readOn: expect.stringMatching(/^2026-/) as string,
        });
        // What is asked for is that way: nothing of it is left to Stripe's defaults.
        const answer = onboardingTerms(platformCountry, countries[0] ?? '', 'company');
        expect(answer.kind === 'terms' && Object.keys(answer.terms)).toContain(madeBy);
      }
  });

  it('a country stands in one rule alone, and each rule says where it comes from, when, and how long money may wait', () => {
    for (const platformCountry of ['US', 'CA', 'GB', 'CH', 'DE', 'TH']) {
      const rules = regionRules(platformCountry);
      const named = rules.flatMap(({ countries }) => countries);
      expect(new Set(named).size).toBe(named.length);
      expect(named).toContain(platformCountry);
      for (const { source, readOn, notes } of rules) {
        expect([source, readOn]).toEqual([
          expect.stringMatching(/^Stripe, /),
          expect.stringMatching(/^2026-/),
        ]);
        expect(notes.at(-1)).toContain('Money may wait');
      }
    }
    expect(regionRules('TH')[0]?.notes).toEqual(['Money may wait in the balance for up to 10 days.']);
  });

  it('strong authentication is named where customers’ banks ask for it', () => {
    const isNamed = regionRules('US').map(({ region, notes }) => [
      region,
      notes.some((note) => note.includes('PSD2')),
    ]);
    expect(Object.fromEntries(isNamed)).toEqual({
      'United States': false,
      Canada: false,
      'European Economic Area': true,
      'United Kingdom': true,
      Switzerland: true,
      'Recipients abroad': false,
    });
  });

  it('government entities in the United States alone', () => {
    expect(onboardingTerms('US', 'US', 'government_entity').kind).toBe('terms');
    expect(onboardingTerms('US', 'DE', 'government_entity').kind).toBe('refused');
  });
});
