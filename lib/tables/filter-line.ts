import type { Comparison, Condition, FilterField, FilterLine, FilterProblem, FilterWord } from './types.ts';

/** Longer than any line that a person types, shorter than what could keep a parser busy. */
export const FILTER_LINE_LENGTH_MAX = 400;

type Token = { readonly text: string; readonly from: number; readonly to: number };
type Parsed = { readonly conditions: readonly Condition[] } | { readonly problem: FilterProblem };

const COMPARISON = /^(>=|<=|>|<|=)?(.*)$/s;
/** Wider than any money's, and within what `dayStart` knows, so that the day after, in every zone, is one, too. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_WORDS = ['today', 'yesterday'];
const AMOUNT = /^\d[\d,'’]*(?:\.\d+)?$/;

/**
 * Reads a filter line such as `status:failed amount:>500 currency:eur created:2026-10-01..2026-10-31 kovács`.
 * Pure: what a value means (a day's zone, an amount's decimals) is the list's to say.
 * @returns everything that was understood, and a problem with its position for everything that was not
 */
export function parseFilterLine(text: string, fields: readonly FilterField[]): FilterLine {
  const conditions: Condition[] = [];
  const words: FilterWord[] = [];
  const problems: FilterProblem[] = [];
  for (const token of tokens(text)) {
    const colon = token.text.indexOf(':');
    if (colon < 0) {
      words.push({ ...token, text: unquoted(token.text) });
      continue;
    }
    const parsed = parseCondition(token, colon, fields);
    if ('problem' in parsed) problems.push(parsed.problem);
    else conditions.push(...parsed.conditions);
  }
  return { text, conditions, words, problems: [...problems, ...repeated(conditions)].sort(byPosition) };
}

/** A line in which `field` says only this; `undefined` drops it. Everything else stays as it was typed. */
export function withCondition(line: FilterLine, field: string, value: string | undefined): string {
  const kept = withoutSpans(
    line.text,
    line.conditions.filter((condition) => condition.field === field),
  );
  if (value === undefined) return kept;
  const written = `${field}:${/\s/.test(value) ? `"${value}"` : value}`;
  return kept === '' ? written : `${kept} ${written}`;
}

/** The text without these parts. Two conditions of one range share a span, which goes once. */
export function withoutSpans(text: string, spans: readonly { from: number; to: number }[]): string {
  let kept = '';
  let at = 0;
  for (const { from, to } of [...spans].sort(byPosition)) {
    if (from < at) continue;
    kept += text.slice(at, from);
    at = to;
  }
  return (kept + text.slice(at)).replace(/\s+/g, ' ').trim();
}

/** Parts between white space; a quoted value keeps its own. */
function tokens(text: string): Token[] {
  return [...text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map((match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }));
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}

function parseCondition(token: Token, colon: number, fields: readonly FilterField[]): Parsed {
  const name = token.text.slice(0, colon).toLowerCase();
  const nameEnd = token.from + colon;
  const fail = (message: string, from = nameEnd + 1, to = token.to): Parsed => ({
    problem: { from, to: Math.max(to, from + 1), message },
  });
  if (name.startsWith('-') && fields.some((field) => `-${field.name}` === name)) {
    return fail('Leaving a value out is not offered: choose the values you want to see.', token.from);
  }
  const field = fields.find((candidate) => candidate.name === name);
  if (!field) {
    const known = fields.map((candidate) => candidate.name).join(', ');
    return fail(`There is no filter “${name}”. There are: ${known}.`, token.from, nameEnd);
  }
  const raw = unquoted(token.text.slice(colon + 1));
  if (raw === '') return fail(`Say which: ${field.name}:${field.example}`, token.from);
  const at = { field: field.name, from: token.from, to: token.to };
  const range = raw.split('..');
  if (range.length === 2 && isOrdered(field)) {
    const [low = '', high = ''] = range;
    const wrong = problemOf(field, low) ?? problemOf(field, high);
    if (wrong !== null) return fail(wrong);
    if (isUpsideDown(field, low, high))
      return fail(`Nothing is from ${low} to ${high}: write ${field.name}:${high}..${low}.`);
    return {
      conditions: [
        { ...at, comparison: '>=', value: low.toLowerCase() },
        { ...at, comparison: '<=', value: high.toLowerCase() },
      ],
    };
  }
  const [, sign, value = ''] = COMPARISON.exec(raw) ?? [];
  const comparison = (sign ?? '=') as Comparison; // the pattern knows no other sign
  if (comparison !== '=' && !isOrdered(field))
    return fail(`${field.name} has no order: write ${field.name}:${value}.`);
  const wrong = problemOf(field, value);
  if (wrong !== null) return fail(wrong);
  // Ids tell upper from lower case, everything else does not.
  const written = field.kind === 'id' ? value : value.toLowerCase();
  return { conditions: [{ ...at, comparison, value: written }] };
}

function isOrdered(field: FilterField): boolean {
  return field.kind === 'money' || field.kind === 'day';
}

/** Whether a range ends before it begins. Words such as today are days of a zone, which the list knows. */
function isUpsideDown(field: FilterField, low: string, high: string): boolean {
  if (field.kind === 'day') return DAY.test(low) && DAY.test(high) && low > high;
  return field.kind === 'money' && plainNumber(low) > plainNumber(high);
}

const plainNumber = (amount: string): number => Number(amount.replaceAll(/[,'’]/g, ''));

/** What is wrong with a value, in words; null when nothing is. */
function problemOf(field: FilterField, value: string): string | null {
  switch (field.kind) {
    case 'choice':
      return field.values.includes(value.toLowerCase())
        ? null
        : `There is no ${field.name} “${value}”. There are: ${field.values.join(', ')}.`;
    case 'currency':
      return /^[a-z]{3}$/i.test(value) ? null : `“${value}” is no currency code such as eur.`;
    case 'country':
      return /^[a-z]{2}$/i.test(value) ? null : `“${value}” is no country code such as de.`;
    case 'id':
      return field.pattern.test(value) ? null : `“${value}” is no ${field.what}.`;
    case 'money':
      return AMOUNT.test(value) ? null : `“${value}” is no amount such as 500 or 4,812,300.00.`;
    case 'day':
      return DAY_WORDS.includes(value.toLowerCase()) || isDay(value)
        ? null
        : `“${value}” is no day such as 2026-10-01 or today.`;
  }
}

function isDay(value: string): boolean {
  if (!DAY.test(value)) return false;
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= FIRST_YEAR && year <= LAST_YEAR && day >= 1 && day <= (days[month - 1] ?? 0);
}

/** A field says one thing, or one lower and one upper bound. */
function repeated(conditions: readonly Condition[]): FilterProblem[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ field, comparison, from, to }) => {
    const bounds = comparison === '=' ? ['low', 'high'] : [comparison.startsWith('>') ? 'low' : 'high'];
    const isRepeated = bounds.some((bound) => seen.has(`${field} ${bound}`));
    for (const bound of bounds) seen.add(`${field} ${bound}`);
    return isRepeated ? [{ from, to, message: `${field} stands here twice. Keep one of them.` }] : [];
  });
}

function byPosition(left: { from: number }, right: { from: number }): number {
  return left.from - right.from;
}
