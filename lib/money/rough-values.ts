/**
 * What one minor unit is worth, in millionths of a US dollar, to one digit and a half: it only decides whose schedule is
 * switched off first and which payout is looked at first. No amount is ever computed with it.
 */
export const ROUGH_VALUES: Readonly<Record<string, number>> = {
  usd: 10_000,
  eur: 11_000,
  gbp: 13_000,
  chf: 12_000,
  cad: 7_000,
  aud: 6_500,
  nzd: 6_000,
  sgd: 7_500,
  hkd: 1_300,
  jpy: 6_500,
  dkk: 1_500,
  nok: 950,
  sek: 1_000,
  pln: 2_600,
  czk: 450,
  huf: 28,
  ron: 2_200,
  isk: 75,
  inr: 120,
  thb: 290,
  mxn: 550,
  brl: 1_800,
  kwd: 3_200,
};

/** For a currency that is not in the list: neither first nor last. */
export const ROUGH_VALUE_ELSE = 1_000;
