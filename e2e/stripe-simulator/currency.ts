// Stripe's own exponents, which are not ISO 4217's (ISK and UGX have two decimals here).
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));
const WHOLE_UNITS_PAYOUT = new Set(['huf', 'twd', 'isk', 'ugx']);
const WHOLE_UNITS_CHARGE = new Set(['isk', 'ugx']);

export function exponentOf(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** A payout amount must be a multiple of this many minor units. */
export function payoutMultipleOf(currency: string): number {
  if (WHOLE_UNITS_PAYOUT.has(currency)) return 100;
  return THREE_DECIMAL.has(currency) ? 10 : 1;
}

/** A charge amount must be a multiple of this many minor units. */
export function chargeMultipleOf(currency: string): number {
  if (WHOLE_UNITS_CHARGE.has(currency)) return 100;
  return THREE_DECIMAL.has(currency) ? 10 : 1;
}

/** How many major units of each currency one US dollar buys in the simulator, unless the caller gives a rate. */
const PER_DOLLAR: Record<string, number> = {
  usd: 1,
  eur: 0.92,
  gbp: 0.79,
  chf: 0.88,
  jpy: 151.2,
  huf: 361.5,
  isk: 138.4,
  kwd: 0.307,
  cad: 1.37,
  aud: 1.52,
  sek: 10.6,
  dkk: 6.86,
  nok: 10.9,
  pln: 3.98,
  czk: 23.3,
  mxn: 17.1,
  brl: 5.05,
  sgd: 1.35,
  hkd: 7.82,
  nzd: 1.66,
  thb: 35.9,
  twd: 32.1,
  ugx: 3790,
  bhd: 0.376,
};

/** Major units of `to` for one major unit of `from`. */
export function defaultRate(from: string, to: string): number {
  const rate = (PER_DOLLAR[to] ?? 1) / (PER_DOLLAR[from] ?? 1);
  return Math.round(rate * 1e6) / 1e6;
}

const RATE_DIGITS = 9;

/** Minor units of `to`, rounded half away from zero as on Stripe's statements; exact, since 50 * 1.15 is not 57.5 in floats. */
export function convert(amount: number, from: string, to: string, rate: number): number {
  const scaledRate = BigInt(Math.round(rate * 10 ** RATE_DIGITS));
  const product = BigInt(Math.abs(amount)) * scaledRate * 10n ** BigInt(exponentOf(to));
  const divisor = 10n ** BigInt(RATE_DIGITS + exponentOf(from));
  const rounded = Number((2n * product + divisor) / (2n * divisor));
  return amount < 0 ? -rounded : rounded;
}

const CURRENCY_OF_COUNTRY: Record<string, string> = {
  US: 'usd',
  GB: 'gbp',
  JP: 'jpy',
  HU: 'huf',
  IS: 'isk',
  KW: 'kwd',
  CH: 'chf',
  CA: 'cad',
  AU: 'aud',
  SE: 'sek',
  DK: 'dkk',
  NO: 'nok',
  PL: 'pln',
  CZ: 'czk',
  MX: 'mxn',
  BR: 'brl',
  SG: 'sgd',
  HK: 'hkd',
  NZ: 'nzd',
  TH: 'thb',
  TW: 'twd',
  UG: 'ugx',
  BH: 'bhd',
};

export function currencyOfCountry(country: string): string {
  return CURRENCY_OF_COUNTRY[country] ?? 'eur';
}
