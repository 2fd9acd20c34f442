import { instantBounds, type Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { readListView } from '#app/_edge/list-view.ts';
import type { Condition, FilterLine, FilterProblem, TableDefinition } from '#lib/tables/types.ts';
import type { ListRequest } from './list-screen.ts';

/** What is meant by the words of a line that name no field. */
export type ReadWords<Filter> = {
  readonly filter: Partial<Filter>;
  readonly problems: readonly FilterProblem[];
};

/**
 * Reads the address of a list.
 * @param filterOf what a condition adds to the filter, or in words what is wrong with it
 * @param wordsOf what the free words add to what the conditions say
 */
export function readListRequest<ColumnId extends string, Order extends string, Filter extends object>(
  raw: RawSearchParams,
  table: TableDefinition<ColumnId, Order>,
  filterOf: (condition: Condition, line: FilterLine) => Partial<Filter> | string,
  wordsOf: (line: FilterLine, said: Partial<Filter>) => ReadWords<Filter>,
): ListRequest<ColumnId, Order, Partial<Filter>> {
  const view = readListView(raw, table);
  const problems = [...view.line.problems];
  let said: Partial<Filter> = {};
  for (const condition of view.line.conditions) {
    const read = filterOf(condition, view.line);
    if (typeof read === 'string') problems.push({ from: condition.from, to: condition.to, message: read });
    else said = { ...said, ...read };
  }
  const words = wordsOf(view.line, said);
  problems.push(...words.problems);
  const filter = { ...words.filter, ...said };
  return { ...view, filter, problems: problems.sort((left, right) => left.from - right.from) };
}

/** A condition on a day as the two ends of a filter; an end that it leaves open is not there. */
export function instantsOf<From extends string, Before extends string>(
  condition: Condition,
  calendar: Calendar,
  [fromName, beforeName]: readonly [From, Before],
): Partial<Record<From | Before, string>> {
  const { from, before } = instantBounds(condition, calendar);
  const ends: Partial<Record<From | Before, string>> = {};
  if (from !== undefined) ends[fromName] = from;
  if (before !== undefined) ends[beforeName] = before;
  return ends;
}

/** What a word can mean, and by what it is known. */
export type WordRule<Filter> = {
  readonly field: string;
  readonly isMeant: (text: string) => boolean;
  readonly part: (text: string) => Partial<Filter>;
};

/** Free words by the first rule that fits, each field once; words by no rule are beginnings of words of a name. */
export function readWordsBy<Filter extends { readonly words?: readonly string[] | undefined }>(
  { words, conditions }: FilterLine,
  rules: readonly WordRule<Filter>[],
): ReadWords<Filter> {
  const names: string[] = [];
  const problems: FilterProblem[] = [];
  let filter: Partial<Filter> = {};
  const said = new Set(conditions.map(({ field }) => field));
  for (const word of words) {
    const { text } = word;
    const rule = rules.find(({ isMeant }) => isMeant(text));
    if (rule === undefined) {
      if (/[\p{Letter}\p{Number}]/u.test(text)) names.push(text);
      else problems.push({ ...word, message: `“${text}” is no word to look for.` });
      continue;
    }
    if (said.has(rule.field))
      problems.push({ ...word, message: `“${text}” is a second ${rule.field}. Keep one.` });
    said.add(rule.field);
    filter = { ...filter, ...rule.part(text) };
  }
  return { filter: names.length === 0 ? filter : { ...filter, words: names }, problems };
}

export const isAccountId = (text: string): boolean => text === 'platform' || text.startsWith('acct_');
