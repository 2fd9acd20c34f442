import { and, asc, eq, gte, inArray, lte, sql } from 'drizzle-orm';
import { bookedSources, journalEntries, postings } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { currency } from '../money/currency.ts';
import { money, sumByCurrency, type Money } from '../money/money.ts';
import type { CappedCount, Page, PageRequest } from '../paging.ts';
import { countNewer, findHits, readHits, type Hit, type PlacedHit } from '../tables/indexed-search.ts';
import { SEARCH_MAX, type IndexedSearch } from '../tables/index-paths.ts';
import { countSearch, type Counted } from '../tables/indexed-counts.ts';
import { readKindSums } from '../tables/kind-counts.ts';
import { facetOf, isChosen, sumOf, type Kind } from '../tables/kinds.ts';
import { NEWER_MAX } from '../tables/newer-max.ts';
import { countWhole } from '../tables/whole-counts.ts';
import { inOrderOfEffect } from './entry-order.ts';
import { ENTRY_INDEXES, planEntrySearch, turnoverOf } from './entry-search.ts';
import { ledgerAccountName, namesOf } from './queries.ts';
import type {
  JournalEntryDetail,
  JournalEntryFilter,
  JournalEntryList,
  JournalEntrySort,
  PostingLine,
} from './types.ts';

/** Journal entries of one source: its booking, its availability, its settlement, and their reversals. */
const ENTRIES_OF_SOURCES_MAX = 100;

/** A smallint numbers the lines; real entries have fewer than ten. */
const POSTINGS_PER_ENTRY_MAX = 1_000;

const entryColumns = {
  journalEntryId: journalEntries.journalEntryId,
  occurredAt: journalEntries.occurredAt,
  effectiveAt: journalEntries.effectiveAt,
  connectedAccountId: journalEntries.connectedAccountId,
  currency: journalEntries.currency,
  kind: journalEntries.kind,
  description: journalEntries.description,
  sourceType: journalEntries.sourceType,
  sourceId: journalEntries.sourceId,
  purpose: journalEntries.purpose,
  reversesJournalEntryId: journalEntries.reversesJournalEntryId,
  postedAt: journalEntries.postedAt,
};

type StoredEntry = {
  journalEntryId: string;
  occurredAt: Date;
  effectiveAt: Date;
  connectedAccountId: string;
  currency: string;
  kind: string;
  description: string;
  sourceType: string;
  sourceId: string;
  purpose: string;
  reversesJournalEntryId: string | null;
  postedAt: Date;
};

/**
 * One page of journal entries by the time of their effect.
 * @throws DomainError `forbidden`; `invalid_input` for a filter that makes no sense; `precondition_failed` when too many
 * entries would have to be looked at, with what to add
 */
export async function listJournalEntries(
  ctx: Context,
  filter: JournalEntryFilter,
  request: PageRequest,
  sort: JournalEntrySort = 'newest',
): Promise<Page<JournalEntryDetail>> {
  authorize(ctx, 'ledger.read');
  return readEntries(await planEntrySearch(filter), sort, request);
}

async function readEntries(
  search: IndexedSearch,
  sort: JournalEntrySort,
  request: PageRequest,
): Promise<Page<JournalEntryDetail>> {
  const hits = await readHits(search, sort, request);
  return { ...hits, rows: await entriesOf(hits.rows) };
}

/**
 * One page with the counts of every facet, and number and sums of all that match. @throws DomainError as `listJournalEntries`
 * @param isWhole counts and adds up also what is more than somebody waits for unasked
 */
export async function readJournalEntryList(
  ctx: Context,
  filter: JournalEntryFilter,
  sort: JournalEntrySort,
  request: PageRequest,
  isWhole = false,
): Promise<JournalEntryList> {
  authorize(ctx, 'ledger.read');
  const search = await planEntrySearch(filter);
  const [page, counts] = await Promise.all([
    readEntries(search, sort, request),
    countEntries(search, isWhole),
  ]);
  const { currency: code, kind } = filter;
  const facet = (column: string) => facetOf(ENTRY_INDEXES, { currency: code, kind }, counts.every, column);
  return {
    page,
    facets: { kind: facet('kind'), currency: facet('currency') },
    count: counts.total,
    sums: counts.sums,
  };
}

async function countEntries(
  search: IndexedSearch,
  isWhole: boolean,
): Promise<Counted & { sums: Money[] | null }> {
  const counted = await countSearch(search);
  const sums = await sumTurnover(search, counted.total);
  const kinds = isWhole && sums === null ? await countWhole(search, turnoverOf('candidate')) : null;
  if (kinds === null) return { ...counted, sums };
  const chosen = kinds.filter((kind) => isChosen(ENTRY_INDEXES, search.question.chosen, kind));
  return { every: { kinds, isCounted: true }, total: sumOf(chosen), sums: sumsOf(chosen) };
}

/** Number of matching entries; null where counting would take too long. @throws DomainError as `listJournalEntries` */
export async function countJournalEntries(
  ctx: Context,
  filter: JournalEntryFilter,
): Promise<CappedCount | null> {
  authorize(ctx, 'ledger.read');
  return (await countSearch(await planEntrySearch(filter))).total;
}

/** How many entries took effect after one and match, to a hundred. @throws DomainError as `listJournalEntries` */
export async function countNewerJournalEntries(
  ctx: Context,
  filter: JournalEntryFilter,
  newest: Hit,
): Promise<number> {
  authorize(ctx, 'ledger.read');
  return countNewer(await planEntrySearch(filter), newest, NEWER_MAX);
}

/** Turnover of all that match per currency; null when more match than are added up one by one while somebody waits. */
async function sumTurnover(search: IndexedSearch, total: CappedCount | null): Promise<Money[] | null> {
  const { accounts, pointer, asked } = search.question;
  if (accounts === null && pointer === null && asked === null) return sumCountedTurnover(search);
  if (total === null || total.isCapped || total.count > SEARCH_MAX) return null;
  const found = await findHits(search, 'newest', null, null);
  if (found === null) return null;
  const sums = await database().execute<{ currency: string; amount: string }>(sql`
    select hit.currency, sum(turnover.amount)::text as amount
    from ${found.hits} as hit cross join lateral ${turnoverOf('hit')} as turnover
    group by hit.currency order by hit.currency`);
  return sums.map((sum) => money(BigInt(sum.amount), currency(sum.currency)));
}

/** The same of whole kinds, which the counters know however many entries there are. */
async function sumCountedTurnover({ table, question }: IndexedSearch): Promise<Money[]> {
  const { chosen, from, before } = question;
  const kinds = await readKindSums(
    table,
    { from, before },
    { column: 'turnover', ofRows: sql`sum(${turnoverOf('journal_entries')})` },
  );
  return sumsOf(kinds.filter((kind) => isChosen(table, chosen, kind)));
}

/** @param kinds each of one currency, which its first value names */
function sumsOf(kinds: readonly (Kind & { readonly sum: bigint })[]): Money[] {
  return sumByCurrency(kinds.map(({ values: [code = ''], sum }) => money(sum, currency(code))));
}

/** The entries of some hits with their postings, in the hits' order; their times let the database open only their partitions. */
export async function entriesOf(hits: readonly PlacedHit[]): Promise<JournalEntryDetail[]> {
  if (hits.length === 0) return [];
  const times = hits.map(({ occurredAt }) => Date.parse(occurredAt));
  const found = await database()
    .select(entryColumns)
    .from(journalEntries)
    .where(
      and(
        inArray(
          journalEntries.journalEntryId,
          hits.map(({ id }) => id),
        ),
        gte(journalEntries.occurredAt, new Date(Math.min(...times))),
        lte(journalEntries.occurredAt, new Date(Math.max(...times) + 1)),
      ),
    )
    .limit(hits.length);
  const byId = new Map((await withPostings(found)).map((entry) => [entry.journalEntryId, entry]));
  return hits.flatMap(({ id }) => byId.get(id) ?? []);
}

/** @throws DomainError `forbidden`, `not_found` */
export async function getJournalEntry(ctx: Context, journalEntryId: string): Promise<JournalEntryDetail> {
  authorize(ctx, 'ledger.read');
  const found = await database()
    .select(entryColumns)
    .from(journalEntries)
    .where(eq(journalEntries.journalEntryId, journalEntryId))
    .limit(1);
  const [detail] = await withPostings(found);
  if (!detail) throw new DomainError('not_found', 'No journal entry has this id.');
  return detail;
}

/**
 * The journal entries of some sources (balance transactions, a payout) with all their lines, oldest first; within one second
 * what came back after what left.
 */
export async function listJournalEntriesOfSources(
  ctx: Context,
  sourceIds: readonly string[],
): Promise<JournalEntryDetail[]> {
  authorize(ctx, 'ledger.read');
  if (sourceIds.length === 0) return [];
  const found = await database()
    .select(entryColumns)
    .from(bookedSources)
    .innerJoin(
      journalEntries,
      and(
        eq(journalEntries.journalEntryId, bookedSources.journalEntryId),
        eq(journalEntries.occurredAt, bookedSources.occurredAt),
      ),
    )
    .where(inArray(bookedSources.sourceId, [...sourceIds]))
    .orderBy(asc(journalEntries.effectiveAt), asc(journalEntries.journalEntryId))
    .limit(ENTRIES_OF_SOURCES_MAX);
  return inOrderOfEffect(await withPostings(found));
}

/** @param found entries of at most a page; their occurrence times let the database open only their partitions */
async function withPostings(found: readonly StoredEntry[]): Promise<JournalEntryDetail[]> {
  if (found.length === 0) return [];
  const [lines, names] = await Promise.all([
    readPostings(found),
    namesOf(found.map((entry) => entry.connectedAccountId)),
  ]);
  return found.map((entry) => {
    const code = currency(entry.currency);
    const own = lines.get(entry.journalEntryId) ?? [];
    const debits = own.filter((line) => line.side === 'debit').map((line) => line.amount);
    const [turnover = money(0n, code)] = sumByCurrency(debits);
    const connectedAccountName = names.get(entry.connectedAccountId) ?? null;
    return { ...entry, currency: code, connectedAccountName, turnover, postings: own };
  });
}

async function readPostings(found: readonly StoredEntry[]): Promise<Map<string, PostingLine[]>> {
  const rows = await database()
    .select({
      journalEntryId: postings.journalEntryId,
      line: postings.line,
      currency: postings.currency,
      code: postings.ledgerAccountCode,
      side: postings.side,
      amount: postings.amount,
      component: postings.component,
    })
    .from(postings)
    .where(
      and(
        inArray(
          postings.journalEntryId,
          found.map((entry) => entry.journalEntryId),
        ),
        inArray(
          postings.occurredAt,
          found.map((entry) => entry.occurredAt),
        ),
      ),
    )
    .orderBy(asc(postings.journalEntryId), asc(postings.line))
    .limit(found.length * POSTINGS_PER_ENTRY_MAX);
  const byEntry = Map.groupBy(rows, (row) => row.journalEntryId);
  return new Map(
    [...byEntry].map(([journalEntryId, ofEntry]) => [
      journalEntryId,
      ofEntry.map((row) => ({
        line: row.line,
        ledgerAccount: ledgerAccountName(row.code),
        side: row.side,
        amount: money(row.amount, currency(row.currency)),
        component: row.component,
      })),
    ]),
  );
}
