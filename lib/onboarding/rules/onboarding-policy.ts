/*
 * Where whom may be invited, and on which terms: data, each rule with where it comes from and when that was read. A country
 * that no rule names is not invited. The version goes with every invitation, so that what was chosen can be read later.
 */

export const ONBOARDING_POLICY_VERSION = '2026-11-22';

export const BUSINESS_TYPES = ['individual', 'company', 'non_profit', 'government_entity'] as const;
export type BusinessType = (typeof BUSINESS_TYPES)[number];

type Source = { readonly source: string; readonly readOn: string };

export type RegionRule = Source & {
  readonly region: string;
  readonly countries: readonly string[];
  readonly serviceAgreement: 'full' | 'recipient';
  readonly capabilities: readonly string[];
  /** How money may come in and be split. */
  readonly chargePatterns: string;
  readonly notes: readonly string[];
};

const EEA = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(
  ' ',
);

const TOGETHER: Source & Pick<RegionRule, 'serviceAgreement' | 'capabilities' | 'chargePatterns'> = {
  serviceAgreement: 'full',
  capabilities: ['card_payments', 'transfers'],
  chargePatterns: 'direct charges, destination charges, separate charges and transfers',
  source: 'Stripe, “Cross-border payouts” and “Service agreement types”',
  readOn: '2026-11-21',
};

const ACROSS_BORDERS =
  'A platform in the United States, the United Kingdom, the EEA, Canada or Switzerland may transfer to a seller in any of them; a destination charge from one region to another names the seller with on_behalf_of. Money transferred again after a dispute crosses the border again.';

const STRONG_AUTHENTICATION =
  'Customers’ banks ask for strong authentication (PSD2); payments go through Stripe’s own forms, which do that.';

export const REGION_RULES: readonly RegionRule[] = [
  {
    ...TOGETHER,
    region: 'United States and Canada',
    countries: ['US', 'CA'],
    notes: [
      ACROSS_BORDERS,
      'Money may wait in the balance for up to 2 years in the United States and 90 days in Canada.',
    ],
  },
  {
    ...TOGETHER,
    region: 'European Economic Area',
    countries: EEA,
    notes: [STRONG_AUTHENTICATION, ACROSS_BORDERS, 'Money may wait in the balance for up to 90 days.'],
  },
  {
    ...TOGETHER,
    region: 'United Kingdom and Switzerland',
    countries: ['GB', 'CH'],
    notes: [STRONG_AUTHENTICATION, ACROSS_BORDERS, 'Money may wait in the balance for up to 90 days.'],
  },
];

/** Source: Stripe's reference of accounts, `business_type`, read on 2026-11-21. */
const GOVERNMENT_IN = ['US'];

/** What Stripe is asked for; the platform alone pays, collects and answers, so that a hold of ours holds. */
export type OnboardingTerms = {
  readonly country: string;
  readonly businessType: BusinessType;
  readonly serviceAgreement: 'full' | 'recipient';
  readonly capabilities: readonly string[];
  readonly controller: {
    readonly losses: 'application';
    readonly fees: 'application';
    readonly requirementCollection: 'application';
    readonly dashboard: 'none';
  };
};

export type PolicyAnswer =
  | { readonly kind: 'terms'; readonly terms: OnboardingTerms; readonly rule: RegionRule }
  | { readonly kind: 'refused'; readonly because: string };

/** The terms for a seller, or why there are none. Pure. @param country as Stripe writes it, upper case */
export function onboardingTerms(country: string, businessType: BusinessType): PolicyAnswer {
  const rule = REGION_RULES.find(({ countries }) => countries.includes(country));
  if (rule === undefined)
    return {
      kind: 'refused',
      because: `Sluice invites nobody in ${country}: paying there takes an agreement with Stripe that its rules do not know of.`,
    };
  if (businessType === 'government_entity' && !GOVERNMENT_IN.includes(country))
    return { kind: 'refused', because: 'Stripe takes government entities in the United States alone.' };
  return {
    kind: 'terms',
    rule,
    terms: {
      country,
      businessType,
      serviceAgreement: rule.serviceAgreement,
      capabilities: rule.capabilities,
      controller: {
        losses: 'application',
        fees: 'application',
        requirementCollection: 'application',
        dashboard: 'none',
      },
    },
  };
}
