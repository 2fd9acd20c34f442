import type { FlagCause, RiskAction, RiskFlagEnding, RiskFlagState, RiskVerdict } from '#lib/risk/types.ts';
import type { Tone } from '../ui/badge.tsx';

const CAUSES: Readonly<Record<FlagCause, { word: string; short: string; whose: string }>> = {
  card_testing: {
    word: 'Stolen cards are being tried',
    short: 'Card testing',
    whose: 'The seller is the victim and goes on being paid, but for what the attack brought.',
  },
  account_takeover: {
    word: 'Taken over',
    short: 'Taken over',
    whose: 'Somebody else seems to act for the seller, who is the victim: money would go to a stranger.',
  },
  seller: {
    word: 'The seller',
    short: 'Seller',
    whose: 'What is unusual comes from the seller’s own business.',
  },
  platform_made: {
    word: 'The platform itself',
    short: 'Platform',
    whose: 'The platform gave this money back: nothing is held against the seller for it.',
  },
  data_fault: {
    word: 'Data are missing',
    short: 'Data missing',
    whose: 'More was given back than was ever paid, as far as Sluice knows: payments are missing here.',
  },
  audit: {
    word: 'Drawn by lot',
    short: 'Random audit',
    whose:
      'Nothing was found. One in twenty of the cases is drawn by lot from all the others, so that it is known what is missed.',
  },
  none: { word: 'Not clear', short: 'Not clear', whose: 'No single cause stands out.' },
};

export const causeWord = (cause: FlagCause): string => CAUSES[cause].word;
/** For a column. */
export const causeShort = (cause: FlagCause): string => CAUSES[cause].short;
export const causeMeaning = (cause: FlagCause): string => CAUSES[cause].whose;

const ACTIONS: Readonly<Record<RiskAction, { word: string; tone?: Tone }>> = {
  none: { word: 'Nothing' },
  flag: { word: 'Flagged', tone: 'info' },
  reserve: { word: 'A share stays', tone: 'held' },
  hold: { word: 'Payouts held', tone: 'held' },
  pause_lock: { word: 'Cannot be held', tone: 'failed' },
};

export const actionState = (action: RiskAction): { word: string; tone?: Tone } => ACTIONS[action];

const STATES: Readonly<Record<RiskFlagState, { word: string; tone?: Tone }>> = {
  open: { word: 'To decide', tone: 'held' },
  waiting: { word: 'Waits', tone: 'info' },
  confirmed: { word: 'Confirmed', tone: 'failed' },
  closed: { word: 'Closed' },
};

export const flagState = (state: RiskFlagState): { word: string; tone?: Tone } => STATES[state];

const ENDINGS: Readonly<Record<RiskFlagEnding, string>> = {
  cause_gone: 'its cause is gone',
  released: 'its hold was released',
  false_alarm: 'a false alarm',
  victim: 'the seller is a victim',
};

export const endingWord = (ending: RiskFlagEnding): string => ENDINGS[ending];

const VERDICTS: Readonly<Record<RiskVerdict, { word: string; does: string }>> = {
  confirmed: { word: 'Confirmed', does: 'It is so. The money stays until two people release it.' },
  false_alarm: {
    word: 'False alarm',
    does: 'Nothing is wrong. If money stays, its release is asked for, and a second person confirms it.',
  },
  victim: {
    word: 'Victim',
    does: 'It was done to the seller. If money stays, its release is asked for, and a second person confirms it.',
  },
  needs_information: {
    word: 'Needs information',
    does: 'Somebody was asked. The flag waits for three days, and what stays held stays.',
  },
};

export const verdictWord = (verdict: RiskVerdict): string => VERDICTS[verdict].word;

/** In the order of the form. */
export const VERDICT_CHOICES = Object.entries(VERDICTS).map(([value, words]) => ({ value, ...words }));

const STREAMS: Readonly<Record<string, string>> = {
  refunds: 'Refunded charges',
  disputes: 'Disputed charges',
  highRisk: 'High risk by Stripe',
  declines: 'Declined payments',
  newCountries: 'Cards of new countries',
  largeAmounts: 'Large amounts',
  smallAmounts: 'Small amounts',
};

export const streamWord = (stream: string): string => STREAMS[stream] ?? stream;

/** With its sign, to one decimal: U+2212 as minus. */
export function signed(value: number): string {
  const digits = Math.abs(value).toFixed(1);
  return `${value < 0 && digits !== '0.0' ? '−' : '+'}${digits}`;
}

/** Log-odds as chances in a hundred, as far as a cold start can say such a thing. */
export function chanceWord(score: number): string {
  const percent = 100 / (1 + Math.exp(-score));
  if (percent < 1) return 'less than 1 %';
  return percent > 99 ? 'more than 99 %' : `${percent.toFixed(0)} %`;
}
