/*
 * What no points outweigh: sanctions, countries and categories that the platform may not or will not pay. They stand outside the
 * scorecard, each with its own reason and source, and hold everything whatever the band.
 */

export type OutsideRule = {
  readonly code: 'sanctions' | 'country' | 'category';
  /** For reviewers. */
  readonly text: string;
  readonly source: string;
};

type Facts = {
  readonly country: string | null;
  readonly merchantCategoryCode: string | null;
  readonly disabledReason: string | null;
};

const CALLED = 'FATF, “High-Risk Jurisdictions subject to a Call for Action”, as of the plenary of June 2026';

const REFUSED_COUNTRIES: Readonly<Record<string, string>> = {
  IR: CALLED,
  KP: CALLED,
  CU: 'United States, Cuban Assets Control Regulations, 31 CFR part 515',
};

/** What Stripe neither supports nor takes without an agreement of its own. */
const REFUSED_CATEGORIES: Readonly<Record<string, string>> = {
  '5967': 'adult content by telephone or line',
  '6051': 'money orders, crypto and other quasi cash',
  '7800': 'government lotteries',
  '7801': 'gambling on the internet',
  '7802': 'betting on races',
  '7995': 'betting',
  '9406': 'government lotteries',
};

/** Stripe says so itself when a person or a business may stand on a list of sanctions. */
const SANCTIONED = ['listed', 'rejected.listed'];

/** Every rule that stands in the way, in one order. Pure. */
export function outsideRules({ country, merchantCategoryCode, disabledReason }: Facts): OutsideRule[] {
  const found: OutsideRule[] = [];
  if (disabledReason !== null && SANCTIONED.includes(disabledReason))
    found.push({
      code: 'sanctions',
      text: 'Stripe says that somebody of this account may stand on a list of sanctions.',
      source: 'Stripe’s account, requirements.disabled_reason',
    });
  const bySource = country === null ? undefined : REFUSED_COUNTRIES[country];
  if (country !== null && bySource !== undefined)
    found.push({ code: 'country', text: `Nobody in ${country} is paid.`, source: bySource });
  const category = merchantCategoryCode === null ? undefined : REFUSED_CATEGORIES[merchantCategoryCode];
  if (merchantCategoryCode !== null && category !== undefined)
    found.push({
      code: 'category',
      text: `Category ${merchantCategoryCode} (${category}) is not sold on this platform.`,
      source: 'Stripe, “Prohibited and restricted businesses”; codes by ISO 18245',
    });
  return found;
}
