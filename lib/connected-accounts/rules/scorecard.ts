import { BANDS, type Band } from './bands.ts';
import { BAND_EFFECTS, type VerificationDepth } from './band-effects.ts';
import { outsideRules, type OutsideRule } from './outside-rules.ts';
import * as card from './scorecard-data.ts';

/** Everything that the scorecard reads, as of `at`. Plain values in one order: as text they are stored, and assessed again. */
export type SegmentInputs = {
  readonly at: string;
  readonly country: string | null;
  readonly merchantCategoryCode: string | null;
  readonly accountAgeDays: number;
  readonly requirementState: 'restricted' | 'past_due' | 'due' | 'clear';
  readonly disabledReason: string | null;
  readonly setbacks: number;
  /** Whether there is a bank account or a card; absent from what was stored before 2026-11-23, which did not tell. */
  readonly hasDestination?: boolean;
  /** Null for never since the account began. */
  readonly destinationChangedDays: number | null;
  readonly isDestinationAbroad: boolean;
  readonly destinationSharedWith: number;
  /** Roughly, in US dollars: what was declared for a month, and the charges of 30 days. */
  readonly declaredValue: number | null;
  readonly seenValue: number;
  readonly pastDue: number;
  readonly currentlyDue: number;
  readonly eventuallyDue: number;
};

export type SegmentItem = {
  readonly item: ItemName;
  readonly points: number;
  readonly text: string;
  readonly source: string;
};

export type SegmentOutcome = {
  readonly points: number;
  readonly band: Band;
  readonly expectedLossBp: number;
  readonly items: readonly SegmentItem[];
  readonly outside: readonly OutsideRule[];
  /** By band: what Stripe must be given before more is paid by itself, as a sentence. */
  readonly owed: Readonly<Record<Band, string | null>>;
};

export type ItemName =
  | 'country'
  | 'category'
  | 'age'
  | 'requirements'
  | 'setbacks'
  | 'destination_change'
  | 'destination_country'
  | 'destination_shared'
  | 'volume';

/** Points per item, the band they make, and what stands outside them. Pure. */
export function scoreSegment(inputs: SegmentInputs): SegmentOutcome {
  const items: SegmentItem[] = [
    level('country', card.COUNTRIES, countryLevel(inputs.country)),
    level('category', card.CATEGORIES, categoryLevel(inputs.merchantCategoryCode)),
    step('age', card.AGE, inputs.accountAgeDays),
    level('requirements', card.REQUIREMENTS, inputs.requirementState),
    step('setbacks', card.SETBACKS, inputs.setbacks),
    ...destination(inputs),
    volume(inputs),
  ];
  const points = items.reduce((sum, item) => sum + item.points, 0);
  const { band, expectedLossBp } = bandOf(points);
  const owed = Object.fromEntries(BANDS.map((one) => [one, owedIn(one, inputs)])) as Record<
    Band,
    string | null
  >; // one for each band
  return { points, band, expectedLossBp, items, outside: outsideRules(inputs), owed };
}

function bandOf(points: number): card.BandStep {
  const found = card.BAND_STEPS.findLast(({ from }) => points >= from);
  if (found === undefined) throw new Error('the first band begins at no points');
  return found;
}

function level<Item extends card.LevelItem>(
  item: ItemName,
  { levels, source }: Item,
  value: keyof Item['levels'] & string,
): SegmentItem {
  const found = levels[value];
  if (found === undefined) throw new Error(`${item} has no level ${value}`);
  return { item, points: found.points, text: found.says, source };
}

/** @param isWithout there is nothing that the value could be of: said so, where the value brings no points by itself */
function step(item: ItemName, of: card.StepItem, value: number, isWithout = false): SegmentItem {
  const found = of.steps.findLast(({ from }) => value >= from);
  if (found === undefined) throw new Error(`${item} has no step for ${String(value)}`);
  const { points, says } = isWithout && found.points === 0 ? (of.without ?? found) : found;
  return { item, points, text: says, source: of.source };
}

/** An account without a bank account has the points of one that is as good as can be, and is not said to have one. */
function destination(inputs: SegmentInputs): SegmentItem[] {
  const hasNone = inputs.hasDestination === false;
  const country = inputs.isDestinationAbroad ? 'abroad' : hasNone ? 'nowhere' : 'home';
  return [
    step('destination_change', card.DESTINATION_CHANGE, inputs.destinationChangedDays ?? Infinity, hasNone),
    level('destination_country', card.DESTINATION_COUNTRY, country),
    step('destination_shared', card.SHARED_DESTINATION, inputs.destinationSharedWith, hasNone),
  ];
}

function volume({ declaredValue, seenValue }: SegmentInputs): SegmentItem {
  if (declaredValue === null || declaredValue <= 0) return step('volume', card.UNDECLARED_VOLUME, seenValue);
  return step('volume', card.DECLARED_VOLUME, Math.floor((seenValue * 100) / declaredValue));
}

function countryLevel(country: string | null): keyof typeof card.COUNTRIES.levels {
  if (country === null) return 'unknown';
  if (card.CALLED_COUNTRIES.includes(country)) return 'called';
  if (card.WATCHED_COUNTRIES.includes(country)) return 'watched';
  return card.USUAL_COUNTRIES.includes(country) ? 'usual' : 'elsewhere';
}

function categoryLevel(code: string | null): keyof typeof card.CATEGORIES.levels {
  if (code === null) return 'unknown';
  if (card.HIGH_CATEGORIES.includes(code)) return 'high';
  return card.ELEVATED_CATEGORIES.includes(code) ? 'elevated' : 'usual';
}

const OWED: Record<VerificationDepth, (inputs: SegmentInputs) => number> = {
  nothing_past_due: ({ pastDue }) => pastDue,
  nothing_due: ({ pastDue, currentlyDue }) => Math.max(pastDue, currentlyDue),
  nothing_ever_due: ({ pastDue, currentlyDue, eventuallyDue }) =>
    Math.max(pastDue, currentlyDue, eventuallyDue),
};

function owedIn(band: Band, inputs: SegmentInputs): string | null {
  const { verification } = BAND_EFFECTS[band];
  if (verification === null || inputs.seenValue <= verification.above) return null;
  const count = OWED[verification.depth](inputs);
  if (count === 0) return null;
  const answers = count === 1 ? 'an answer' : `${String(count)} answers`;
  return `Takes more than about ${verification.above.toLocaleString('en-GB')} USD in 30 days and owes Stripe ${answers}, so a person decides.`;
}

const HOUR_MS = 3_600_000;
/** Ages have steps of days; while money comes in, its volume may pass one in any hour. */
const HOURS = { busy: 1, quiet: 24 };

/** When time alone may change the outcome. Whoever asks for a payout has the account scored before, however fresh its score. Pure. */
export function nextDueAt({ at, seenValue }: SegmentInputs): Date {
  return new Date(Date.parse(at) + (seenValue > 0 ? HOURS.busy : HOURS.quiet) * HOUR_MS);
}

/** What decided, for the hash that is stored with every assessment. */
export function scorecardText(): string {
  return JSON.stringify({ ...card });
}
