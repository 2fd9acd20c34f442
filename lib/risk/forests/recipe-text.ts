import { FEATURE_NAMES } from '../rules/feature-names.ts';

/** How forests are grown every night: what two people agree to, in place of each forest. */
export type ForestRecipe = {
  /** Nobody is compared with anybody. */
  readonly isOff: boolean;
  readonly trees: number;
  /** Accounts that each tree sees. */
  readonly sample: number;
  readonly seed: number;
  /** Accounts that make a group of peers of their own. */
  readonly peers: number;
  /** Names of features, in the order of the text. */
  readonly features: readonly string[];
};

export type RecipeFault = { readonly line: number; readonly text: string };

/** The whole text of a recipe by which nobody is compared. */
export const RECIPE_OFF = 'off';

/** Each number that is written, between what makes sense: a forest of 500 trees of 1,024 rows is one of ten megabytes. */
const NUMBERS = {
  trees: { least: 10, most: 500, usual: 100 },
  sample: { least: 16, most: 1_024, usual: 256 },
  seed: { least: 0, most: 2_147_483_647, usual: 1 },
  peers: { least: 50, most: 100_000, usual: 200 },
} as const;
type NumberName = keyof typeof NUMBERS;
const isNumberName = (word: string): word is NumberName => Object.hasOwn(NUMBERS, word);

/** The recipe that a draft begins with: ratios and shares, because by size alone a large honest seller is unusual. */
export const STARTER_RECIPE = `# Each night every connected account is compared with its peers: those of its country and category,
# of its country, or all, whichever are enough.
trees 100
sample 256
seed 1
peers 200
feature charges_ratio_24h
feature charges_ratio_7d
feature charge_amount_ratio_7d
feature decline_ratio_24h
feature high_risk_ratio_24h
feature refund_ratio_24h
feature refund_ratio_7d
feature dispute_ratio_7d
feature decline_share_7d
feature high_risk_share_7d
feature refund_share_30d
feature refund_amount_share_30d
feature dispute_share_30d
feature refund_within_hour_share
feature new_country_share
feature country_entropy
feature foreign_card_share
feature distinct_card_share
feature card_elsewhere_share
feature round_amount_share
feature repeated_amount_share
feature first_digit_distance
feature night_share`;

/** Reads a recipe as people write it: one thing a line, `#` begins a remark. All faults are told at once. */
export function parseForestRecipe(text: string): { recipe: ForestRecipe; faults: RecipeFault[] } {
  const faults: RecipeFault[] = [];
  const numbers = new Map<NumberName, number>();
  const features: string[] = [];
  let offLine = 0;
  let lines = 0;
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const words = written.replace(/#.*$/, '').trim().split(/\s+/);
    const [word = '', value = ''] = words;
    if (word === '') continue;
    lines += 1;
    const fault = faultOf(words, numbers, features);
    if (fault !== null) faults.push({ line: index + 1, text: fault });
    else if (word === RECIPE_OFF) offLine = index + 1;
    else if (word === 'feature') features.push(value);
    else if (isNumberName(word)) numbers.set(word, Number(value));
  }
  if (offLine > 0 && lines > 1)
    faults.push({ line: offLine, text: '“off” stands alone: whoever is compared with nobody has no peers.' });
  if (offLine === 0 && features.length === 0 && faults.length === 0)
    faults.push({ line: 1, text: 'Name at least one feature, or write “off”.' });
  const number = (name: NumberName): number => numbers.get(name) ?? NUMBERS[name].usual;
  const recipe = {
    isOff: offLine > 0,
    trees: number('trees'),
    sample: number('sample'),
    seed: number('seed'),
    peers: number('peers'),
    features,
  };
  return { recipe, faults };
}

/** What is wrong with a line and what to write instead; null for a sound one. */
function faultOf(
  words: readonly string[],
  numbers: ReadonlyMap<NumberName, number>,
  features: readonly string[],
): string | null {
  const [word = '', value = ''] = words;
  if (word === RECIPE_OFF && words.length === 1) return null;
  if (words.length === 2 && word === 'feature') {
    if (!(FEATURE_NAMES as readonly string[]).includes(value))
      return `There is no feature “${value}”. Features: ${FEATURE_NAMES.join(', ')}.`;
    return features.includes(value) ? `“${value}” stands here twice.` : null;
  }
  if (words.length === 2 && isNumberName(word)) {
    const { least, most } = NUMBERS[word];
    if (numbers.has(word)) return `“${word}” stands here twice.`;
    const isSound = /^\d{1,10}$/.test(value) && Number(value) >= least && Number(value) <= most;
    return isSound
      ? null
      : `“${word}” is a whole number from ${String(least)} to ${most.toLocaleString('en-GB')}.`;
  }
  return `“${words.join(' ')}” is no part of a recipe. Write “feature” with a name, a number of ${Object.keys(NUMBERS).join(', ')}, or “off”.`;
}
