import type { Band } from './bands.ts';

/*
 * The scorecard is data: points for what is known of a connected account, each item with where its levels come from. Points and
 * losses were chosen by people and measured on nothing yet; whoever has a year of own losses fits them and raises the version.
 */

export const SCORECARD_VERSION = '2026-11-23.2';

/** From so many points on; `expectedLossBp` is what is expected to be lost of the volume, in hundredths of a percent. */
export type BandStep = { readonly band: Band; readonly from: number; readonly expectedLossBp: number };

export const BAND_STEPS: readonly BandStep[] = [
  { band: 'low', from: 0, expectedLossBp: 2 },
  { band: 'medium', from: 10, expectedLossBp: 10 },
  { band: 'high', from: 18, expectedLossBp: 50 },
  { band: 'severe', from: 28, expectedLossBp: 250 },
];

/** Points from a value on. */
export type Step = { readonly from: number; readonly points: number; readonly says: string };

/** More of it is worse when `rising`, better when `falling`; `without` is said where the account has no bank account or card. */
export type StepItem = {
  readonly direction: 'rising' | 'falling';
  readonly steps: readonly Step[];
  readonly without?: { readonly points: number; readonly says: string };
  readonly source: string;
};

/** A value that is one of few. */
export type LevelItem = {
  readonly levels: Readonly<Record<string, { readonly points: number; readonly says: string }>>;
  readonly source: string;
};

const CHOSEN = 'chosen for Sluice, not measured';

export const COUNTRIES = {
  levels: {
    usual: { points: 0, says: 'is in a country of Stripe’s full service that the FATF does not watch' },
    elsewhere: { points: 3, says: 'is in another country, which the FATF does not watch' },
    unknown: { points: 5, says: 'is in a country that Stripe does not tell' },
    watched: { points: 8, says: 'is in a country under increased monitoring by the FATF' },
    called: { points: 14, says: 'is in a country that the FATF asks for enhanced diligence on' },
  },
  source:
    'FATF, “Jurisdictions under Increased Monitoring” and “High-Risk Jurisdictions subject to a Call for Action”, as of the plenary of June 2026',
} as const satisfies LevelItem;

export const USUAL_COUNTRIES: readonly string[] =
  'US CA GB CH AU NZ SG JP AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE'.split(
    ' ',
  );
export const WATCHED_COUNTRIES: readonly string[] =
  'AO BA BG BO CD CI CM HT IQ KE KW LA LB MC NP PG SS SY VE VG VN YE'.split(' ');
export const CALLED_COUNTRIES: readonly string[] = ['MM'];

export const CATEGORIES = {
  levels: {
    usual: { points: 0, says: 'sells what is delivered soon and seldom disputed' },
    unknown: { points: 3, says: 'has not said what it sells' },
    elevated: { points: 4, says: 'sells what is disputed more often than most' },
    high: { points: 9, says: 'sells what card networks watch or what is delivered long after it is paid' },
  },
  source: `Visa, high-integrity risk merchants; Stripe, “Prohibited and restricted businesses”; codes by ISO 18245; the levels ${CHOSEN}`,
} as const satisfies LevelItem;

/** Pharmacies, tobacco, travel and long subscriptions sold at a distance, money transfer, securities, dating. */
export const HIGH_CATEGORIES: readonly string[] =
  '4411 4722 4829 5122 5912 5962 5966 5968 5993 6211 7012 7273'.split(' ');
/** Direct marketing, jewellery, electronics, digital goods, tickets. */
export const ELEVATED_CATEGORIES: readonly string[] =
  '4814 4816 5732 5734 5815 5816 5817 5818 5944 5960 5964 5965 5969 7922'.split(' ');

export const AGE: StepItem = {
  direction: 'falling',
  steps: [
    { from: 0, points: 8, says: 'was made at Stripe less than 30 days ago' },
    { from: 30, points: 5, says: 'was made at Stripe 30 to 89 days ago' },
    { from: 90, points: 2, says: 'was made at Stripe 90 to 179 days ago' },
    { from: 180, points: 1, says: 'was made at Stripe 180 to 364 days ago' },
    { from: 365, points: 0, says: 'was made at Stripe a year ago or more' },
  ],
  source: `Stripe’s account, created; the steps ${CHOSEN}`,
};

export const REQUIREMENTS = {
  levels: {
    clear: { points: 0, says: 'owes Stripe no answer' },
    due: { points: 1, says: 'owes Stripe answers that are due' },
    past_due: { points: 4, says: 'owes Stripe answers that are past due' },
    restricted: { points: 6, says: 'is restricted by Stripe' },
  },
  source: `Stripe’s account, requirements; the points ${CHOSEN}`,
} as const satisfies LevelItem;

/** How far back falls behind requirements are counted. */
export const SETBACK_DAYS = 180;
export const SETBACKS: StepItem = {
  direction: 'rising',
  steps: [
    { from: 0, points: 0, says: 'was not behind Stripe’s requirements in 180 days, after it had met them' },
    { from: 1, points: 1, says: 'fell behind Stripe’s requirements once in 180 days' },
    { from: 2, points: 3, says: 'fell behind Stripe’s requirements two or three times in 180 days' },
    { from: 4, points: 5, says: 'fell behind Stripe’s requirements four times or more in 180 days' },
  ],
  source: `what Sluice saw of requirements; the steps ${CHOSEN}`,
};

/** By days since the newest destination came; 90 stands for never. */
export const DESTINATION_CHANGE: StepItem = {
  direction: 'falling',
  steps: [
    { from: 0, points: 6, says: 'got another bank account or card in the last 7 days' },
    { from: 7, points: 4, says: 'got another bank account or card 7 to 29 days ago' },
    { from: 30, points: 2, says: 'got another bank account or card 30 to 89 days ago' },
    // Of a young account too, whose first one is nothing that has changed.
    { from: 90, points: 0, says: 'got no other bank account or card in the last 90 days' },
  ],
  without: { points: 0, says: 'has no bank account or card now' },
  source: `what Sluice saw of external accounts (decision 0020); the steps ${CHOSEN}`,
};

export const DESTINATION_COUNTRY = {
  levels: {
    home: { points: 0, says: 'is paid out in its own country or within the European Economic Area' },
    abroad: { points: 2, says: 'is paid out in another country than its own' },
    nowhere: { points: 0, says: 'is paid out in no country now, without a bank account or card' },
  },
  source: `Stripe’s external accounts, country; the points ${CHOSEN}`,
} as const satisfies LevelItem;

export const SHARED_DESTINATION: StepItem = {
  direction: 'rising',
  steps: [
    { from: 0, points: 0, says: 'shares its bank account with no other connected account' },
    { from: 1, points: 4, says: 'shares its bank account with one or two other connected accounts' },
    { from: 3, points: 8, says: 'shares its bank account with three other connected accounts or more' },
  ],
  without: { points: 0, says: 'has no bank account that another connected account could share' },
  source: `Stripe’s external accounts, fingerprint; the steps ${CHOSEN}`,
};

/** Over how many days volume is added up: what people declare for a month. */
export const VOLUME_DAYS = 30;

/** By percent of what was declared. */
export const DECLARED_VOLUME: StepItem = {
  direction: 'rising',
  steps: [
    { from: 0, points: 0, says: 'takes what it declared, or less' },
    { from: 111, points: 2, says: 'takes up to one and a half times what it declared' },
    { from: 151, points: 4, says: 'takes up to three times what it declared' },
    { from: 301, points: 9, says: 'takes more than three times what it declared' },
    { from: 1001, points: 12, says: 'takes more than ten times what it declared' },
  ],
  source: `Stripe’s account, business_profile.monthly_estimated_revenue, against the charges of 30 days; the steps ${CHOSEN}`,
};

/**
 * From roughly so many US dollars in 30 days on, not declaring a volume is as bad as the worst declaration (decision 0059). It is the volume
 * from which on even the medium band asks for verification (`band-effects.ts`): below it a sum is small, whatever was said of it.
 */
export const UNDECLARED_WORST_FROM = 50_000;

/**
 * By roughly so many US dollars in 30 days, where nothing was declared: never as good as a declaration that is kept, and the more comes in,
 * as bad as one that is exceeded the more, step by step of `DECLARED_VOLUME`.
 */
export const UNDECLARED_VOLUME: StepItem = {
  direction: 'rising',
  steps: [
    { from: 0, points: 1, says: 'declared no volume and takes little' },
    { from: 10_000, points: 4, says: 'declared no volume and takes more than about 10,000 USD in 30 days' },
    { from: 25_000, points: 9, says: 'declared no volume and takes more than about 25,000 USD in 30 days' },
    {
      from: UNDECLARED_WORST_FROM,
      points: 12,
      says: 'declared no volume and takes more than about 50,000 USD in 30 days',
    },
  ],
  source: `the charges of 30 days; the steps ${CHOSEN}`,
};
