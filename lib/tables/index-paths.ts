import { sql, type SQL } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { readKindCounts } from './kind-counts.ts';
import {
  inOrder,
  isChosen,
  isOfKnown,
  knownRelation,
  type Chosen,
  type IndexedTable,
  type Kind,
  type KindCount,
} from './kinds.ts';

/** More candidates than this are not looked at one by one: it would take longer than a person waits. */
export const SEARCH_MAX = 10_000;

/** What a list is asked for; every part narrows it. */
export type ListQuestion = {
  readonly chosen: Chosen;
  /** Null for all connected accounts. */
  readonly accounts: readonly string[] | null;
  /** From, included, and before; ISO 8601 with zone. */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
  /** A condition on the table's columns whose index leads to few rows, such as an id. */
  readonly pointer: SQL | null;
  /** What only a row itself can say, on the columns of the relation `candidate`. */
  readonly asked: SQL | null;
};

export type IndexedSearch = {
  readonly table: IndexedTable;
  readonly question: ListQuestion;
  /** Every kind that occurs; read when first needed. */
  readonly kinds: () => Promise<readonly Kind[]>;
  /** Those in the range of time, of all connected accounts, counted. */
  readonly counts: () => Promise<readonly KindCount[]>;
  /** The path of the pointer, or of the accounts, and whether all it leads to may be looked at; null without either. */
  readonly own: () => Promise<{ path: Path; isNarrow: boolean } | null>;
};

export function planSearch(table: IndexedTable, question: ListQuestion): IndexedSearch {
  const { from, before } = question;
  let found: Promise<readonly KindCount[]> | undefined;
  let counted: Promise<readonly KindCount[]> | undefined;
  const kinds = () => (found ??= readKindCounts(table, {}));
  const isOfAllTime = from === undefined && before === undefined;
  const counts = () => (isOfAllTime ? kinds() : (counted ??= readKindCounts(table, { from, before })));
  let probed: ReturnType<IndexedSearch['own']> | undefined;
  const search = { table, question, kinds, counts, own: () => (probed ??= probeOwn(search)) };
  return search;
}

async function probeOwn(search: IndexedSearch): Promise<{ path: Path; isNarrow: boolean } | null> {
  const { accounts, pointer } = search.question;
  const path = pointer === null ? accounts && alongAccounts(search, accounts) : alongPointer(search, pointer);
  if (path === null) return null;
  const [found] = await database().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select 1 from ${path(bounded(search))} as candidate limit ${SEARCH_MAX + 1}) as candidates`);
  return { path, isNarrow: (found?.count ?? 0) <= SEARCH_MAX };
}

function inRange({ table, at }: IndexedTable, { from, before }: ListQuestion): SQL {
  const column = sql.raw(`${table}.${at}`);
  return all([
    from === undefined ? null : sql`${column} >= ${from}::timestamptz`,
    before === undefined ? null : sql`${column} < ${before}::timestamptz`,
  ]);
}

function all(conditions: readonly (SQL | null)[]): SQL {
  const present = conditions.filter((condition) => condition !== null);
  return present.length === 0 ? sql`true` : sql.join(present, sql` and `);
}

function columnsOf({ table, id, at, kind, carried }: IndexedTable): SQL {
  const names = new Set([id, at, ...kind, 'connected_account_id', ...carried]);
  return sql.raw([...names].map((name) => `${table}.${name}`).join(', '));
}

export const hasChoice = ({ chosen }: ListQuestion): boolean =>
  Object.values(chosen).some((value) => value !== undefined);

/** Everything that was asked, of one candidate; only its time is settled by the range that it came from. */
export function matches({ table, question }: IndexedSearch, every: boolean): SQL {
  const { accounts, asked, chosen } = question;
  return all([
    ...table.kind.map((name) => {
      const value = every ? undefined : chosen[name];
      return value === undefined ? null : sql`candidate.${sql.raw(name)} = ${value}`;
    }),
    accounts === null ? null : sql`candidate.connected_account_id = any(${sql.param([...accounts])}::text[])`,
    asked,
  ]);
}

/** What one index leads to, each of its ranges in the list's order. @param rest further conditions, order and limit */
type Path = (rest: SQL) => SQL;

function alongPointer({ table, question }: IndexedSearch, pointer: SQL): Path {
  return (rest) =>
    sql`(select ${columnsOf(table)} from ${sql.raw(table.table)} where ${pointer} and ${inRange(table, question)} ${rest})`;
}

function alongTime({ table, question }: IndexedSearch): Path {
  return (rest) =>
    sql`(select ${columnsOf(table)} from ${sql.raw(table.table)} where ${inRange(table, question)} ${rest})`;
}

function alongAccounts({ table, question }: IndexedSearch, accounts: readonly string[]): Path {
  const name = sql.raw(table.table);
  const [only] = accounts;
  // Named, so that the planner knows how much a large account has: behind a join it takes it for one of middling size, reads
  // all of it and sorts.
  if (only !== undefined && accounts.length === 1)
    return (rest) =>
      sql`(select ${columnsOf(table)} from ${name} where ${name}.connected_account_id = ${only} and ${inRange(table, question)} ${rest})`;
  return (
    rest,
  ) => sql`(select found.* from unnest(${sql.param([...accounts])}::text[]) as owner (owner_id) cross join lateral (
    select ${columnsOf(table)} from ${name}
    where ${name}.connected_account_id = owner.owner_id and ${inRange(table, question)} ${rest}) as found)`;
}

function alongKinds({ table, question }: IndexedSearch, kinds: readonly Kind[]): Path {
  return (rest) => sql`(select found.* from ${knownRelation(table, kinds)} cross join lateral (
    select ${columnsOf(table)} from ${sql.raw(table.table)}
    where ${isOfKnown(table)} and ${inRange(table, question)} ${rest}) as found)`;
}

export async function chosenKinds(search: IndexedSearch, every = false): Promise<KindCount[]> {
  const { table, question } = search;
  return (await search.counts()).filter((kind) => every || isChosen(table, question.chosen, kind));
}

/**
 * A path to at most `SEARCH_MAX` candidates among which everything that matches is; null when there is none.
 * @param every also what was not chosen
 */
export async function narrowPath(search: IndexedSearch, every: boolean): Promise<Path | null> {
  const own = await search.own();
  if (own !== null) {
    if (own.isNarrow) return own.path;
    if (search.question.pointer !== null || every || !hasChoice(search.question)) return null;
  }
  const kinds = await chosenKinds(search, every);
  return kinds.reduce((sum, { count }) => sum + count, 0) <= SEARCH_MAX ? alongKinds(search, kinds) : null;
}

/** One more of each range than may be looked at says that it is too many. The order leaves no way but the index. */
export function bounded({ table }: IndexedSearch): SQL {
  return sql`${inOrder(table, 'desc')} limit ${SEARCH_MAX + 1}`;
}

/** The path whose ranges hold everything that was asked, so that a page is a short walk along them. */
export async function walkPath(search: IndexedSearch): Promise<Path | null> {
  const { accounts, asked, pointer } = search.question;
  if (pointer !== null || asked !== null) return null;
  if (accounts !== null) return hasChoice(search.question) ? null : alongAccounts(search, accounts);
  return hasChoice(search.question) ? alongKinds(search, await namedKinds(search)) : alongTime(search);
}

async function namedKinds({ kinds, table, question }: IndexedSearch): Promise<Kind[]> {
  return (await kinds()).filter((kind) => isChosen(table, question.chosen, kind));
}

/** The path of the narrowest part of a question, however much it leads to; kinds are left open for their own counts. */
export function wholePath(search: IndexedSearch): Path {
  const { accounts, pointer } = search.question;
  if (pointer !== null) return alongPointer(search, pointer);
  return accounts === null ? alongTime(search) : alongAccounts(search, accounts);
}

/** One range in the list's order: of one connected account, or of time alone. */
export function orderedPath(search: IndexedSearch): Path | null {
  const { accounts } = search.question;
  if (accounts === null) return alongTime(search);
  return accounts.length === 1 ? alongAccounts(search, accounts) : null;
}
