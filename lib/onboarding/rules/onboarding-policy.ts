/*
 * Where a platform may invite whom, and on which terms: data, each rule with where it comes from and when that was read. Who may be
 * paid how depends on where the platform is as well as on where the seller is. A pair that no rule names is not invited. The
 * version goes with every invitation, so that what was chosen can be read later.
 */

export const ONBOARDING_POLICY_VERSION = '2026-11-23.1';

export const BUSINESS_TYPES = ['individual', 'company', 'non_profit', 'government_entity'] as const;
export type BusinessType = (typeof BUSINESS_TYPES)[number];

type Source = { readonly source: string; readonly readOn: string };

export type RegionRule = Source & {
  readonly region: string;
  readonly countries: readonly string[];
  readonly serviceAgreement: 'full' | 'recipient';
  readonly capabilities: readonly string[];
  /** How the account is made at Stripe. */
  readonly madeBy: MadeBy;
  /** How money may come in and be split. */
  readonly chargePatterns: string;
  readonly notes: readonly string[];
};

/** How accounts are made. Stripe has a second way, configurations of its Accounts v2, that no region is given yet: the reason says why. */
export const WAYS_TO_MAKE = {
  controller: {
    means:
      'v1, by controller properties: the platform pays fees, bears losses, collects what Stripe must know and answers for it; no dashboard',
    because:
      'Stripe can pause payouts of such an account, and of none that a v2 configuration makes: a stop would end at Sluice’s own calls there. What v2 made elsewhere is read, held and paid like any other.',
    source:
      'Stripe, “Pause payments and payouts on connected accounts” and “Connect and the Accounts v2 API”',
    readOn: '2026-11-21',
  },
} as const satisfies Record<string, Source & { readonly means: string; readonly because: string }>;

export type MadeBy = keyof typeof WAYS_TO_MAKE;

const EEA = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(
  ' ',
);

/** Between these money is transferred across borders under the full agreement. */
const AREAS: readonly {
  readonly region: string;
  readonly countries: readonly string[];
  readonly days: string;
}[] = [
  { region: 'United States', countries: ['US'], days: '2 years' },
  { region: 'Canada', countries: ['CA'], days: '90 days' },
  { region: 'European Economic Area', countries: EEA, days: '90 days' },
  { region: 'United Kingdom', countries: ['GB'], days: '90 days' },
  { region: 'Switzerland', countries: ['CH'], days: '90 days' },
];

const FULL: Pick<RegionRule, 'serviceAgreement' | 'capabilities' | 'madeBy'> = {
  serviceAgreement: 'full',
  madeBy: 'controller',
  capabilities: ['card_payments', 'transfers'],
};

const AT_HOME: Source = {
  source: 'Stripe, “Service agreement types” and “Using manual payouts”',
  readOn: '2026-11-21',
};
const ACROSS: Source = {
  source: 'Stripe, “Cross-border payouts” and “Destination charges”',
  readOn: '2026-11-21',
};

const STRONG_AUTHENTICATION =
  'Customers’ banks ask for strong authentication (PSD2); payments go through Stripe’s own forms, which do that.';
const ASKS_STRONGLY: readonly string[] = [...EEA, 'GB', 'CH'];

/** Whom a platform in the United States pays abroad as a recipient, with the least payout there. */
const RECIPIENTS = {
  AL: '3,000 ALL',
  AR: '4,600 ARS',
  AM: '12,100 AMD',
  AZ: '50 AZN',
  BD: '20 BDT',
  BA: '50 BAM',
  BT: '2,500 BTN',
  CL: '23,000 CLP',
};

const HOLDING_DAYS_ELSEWHERE = '90 days';
const HOLDING_DAYS: Readonly<Record<string, string>> = { TH: '10 days' };

const mayWait = (days: string): string => `Money may wait in the balance for up to ${days}.`;

const notesOf = (countries: readonly string[]): readonly string[] =>
  countries.some((country) => ASKS_STRONGLY.includes(country)) ? [STRONG_AUTHENTICATION] : [];

/** Whom a platform in `platformCountry` may invite, by region, each with its terms. Pure. */
export function regionRules(platformCountry: string): readonly RegionRule[] {
  const own = AREAS.find(({ countries }) => countries.includes(platformCountry));
  if (own === undefined)
    return [
      atHome({
        region: 'The platform’s own country',
        countries: [platformCountry],
        days: HOLDING_DAYS[platformCountry] ?? HOLDING_DAYS_ELSEWHERE,
      }),
    ];
  const others = AREAS.filter((area) => area !== own).map(acrossBorders);
  return [atHome(own), ...others, ...(platformCountry === 'US' ? [RECIPIENT_RULE] : [])];
}

function atHome({ region, countries, days }: (typeof AREAS)[number]): RegionRule {
  return {
    ...FULL,
    ...AT_HOME,
    region,
    countries,
    chargePatterns: 'direct charges, destination charges, separate charges and transfers',
    notes: [...notesOf(countries), mayWait(days)],
  };
}

function acrossBorders({ region, countries, days }: (typeof AREAS)[number]): RegionRule {
  return {
    ...FULL,
    ...ACROSS,
    region,
    countries,
    chargePatterns: 'direct charges, destination charges with on_behalf_of, separate charges and transfers',
    notes: [
      ...notesOf(countries),
      'Another region than the platform’s: a destination charge names the seller with on_behalf_of, and money transferred again after a dispute crosses the border again.',
      mayWait(days),
    ],
  };
}

const RECIPIENT_RULE: RegionRule = {
  serviceAgreement: 'recipient',
  madeBy: 'controller',
  capabilities: ['transfers'],
  source: 'Stripe, “Service agreement types” and “Country-specific considerations for cross-border payouts”',
  readOn: '2026-11-21',
  region: 'Recipients abroad',
  countries: Object.keys(RECIPIENTS),
  chargePatterns: 'separate charges and transfers alone: the platform takes the payment, the seller cannot',
  notes: [
    'No card_payments and no on_behalf_of under this agreement. Ask Stripe whether cross-border payouts are switched on for this platform before the first invitation.',
    `What is below the least payout stays in the balance: ${Object.values(RECIPIENTS).join(', ')}.`,
    mayWait(HOLDING_DAYS_ELSEWHERE),
  ],
};

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

/** The terms for a seller, or why there are none. Pure. @param platformCountry and `country` as Stripe writes them, upper case */
export function onboardingTerms(
  platformCountry: string,
  country: string,
  businessType: BusinessType,
): PolicyAnswer {
  const rule = regionRules(platformCountry).find(({ countries }) => countries.includes(country));
  if (rule === undefined)
    return {
      kind: 'refused',
      because: `From ${platformCountry} Sluice invites nobody in ${country}: paying there takes an agreement with Stripe that its rules do not know of.`,
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
