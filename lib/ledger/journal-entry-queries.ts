import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { bookedSources, journalEntries, postings } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { currency } from '../money/currency.ts';
import { money, sumByCurrency } from '../money/money.ts';
import { keyset, pageOf, sealCursor, type Page, type PageRequest } from '../paging.ts';
import { ledgerAccountName, namesOf } from './queries.ts';
import type { JournalEntryDetail, JournalEntryFilter, PostingLine } from './types.ts';

/** Currency and kind have no index of their own, so one page looks through at most this many entries. */
const ENTRIES_SCANNED_MAX = 5_000;

/** Journal entries of one source: its booking, its availability, its settlement, and their reversals. */
const ENTRIES_OF_SOURCES_MAX = 100;

/** A smallint numbers the lines; real entries have fewer than ten. */
const POSTINGS_PER_ENTRY_MAX = 1_000;

export type JournalEntryPage = Page<JournalEntryDetail> & {
  /** The page is short because the search stopped here; the next page goes on from it. */
  readonly searchedThrough: number | null;
};

const entryColumns = {
  journalEntryId: journalEntries.journalEntryId,
  occurredAt: journalEntries.occurredAt,
  effectiveAt: journalEntries.effectiveAt,
  effectiveKey: sql<string>`${journalEntries.effectiveAt}::text`.as('effective_key'),
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
  effectiveKey: string;
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

/** One page of journal entries, newest first. @throws DomainError `forbidden` */
export async function listJournalEntries(
  ctx: Context,
  filter: JournalEntryFilter,
  request: PageRequest,
): Promise<JournalEntryPage> {
  authorize(ctx, 'ledger.read');
  const { where, orderBy } = keyset(
    'descending',
    [
      { column: journalEntries.effectiveAt, cast: 'timestamptz' },
      { column: journalEntries.journalEntryId, cast: 'text' },
    ],
    request.cursor,
  );
  const isSearch = filter.currency !== undefined || filter.kind !== undefined;
  const inBook = and(
    filter.connectedAccountId === undefined
      ? undefined
      : eq(journalEntries.connectedAccountId, filter.connectedAccountId),
    where,
  );
  const scanned = database()
    .select(entryColumns)
    .from(journalEntries)
    .where(inBook)
    .orderBy(...orderBy)
    .limit(isSearch ? ENTRIES_SCANNED_MAX : request.size + 1)
    .as('scanned');
  const scannedOrder = keyset(
    'descending',
    [
      { column: scanned.effectiveAt, cast: 'timestamptz' },
      { column: scanned.journalEntryId, cast: 'text' },
    ],
    request.cursor,
  ).orderBy;
  const [found, frontier] = await Promise.all([
    database()
      .select()
      .from(scanned)
      .where(
        and(
          filter.currency === undefined ? undefined : eq(scanned.currency, filter.currency),
          filter.kind === undefined ? undefined : eq(scanned.kind, filter.kind),
        ),
      )
      .orderBy(...scannedOrder)
      .limit(request.size + 1),
    isSearch ? readFrontier(inBook, orderBy) : undefined,
  ]);
  const page = pageOf(request, found, (entry) => [entry.effectiveKey, entry.journalEntryId]);
  const rows = await withPostings(page.rows);
  if (!frontier || found.length > request.size) return { ...page, rows, searchedThrough: null };
  const direction = request.cursor?.direction ?? 'next';
  const goOn = sealCursor(request.scope, { direction, key: frontier });
  return {
    ...page,
    rows,
    searchedThrough: ENTRIES_SCANNED_MAX,
    ...(direction === 'next' ? { nextCursor: goOn } : { previousCursor: goOn }),
  };
}

/** Key of the last entry that a search looks at; undefined when it reached the end. */
async function readFrontier(inBook: SQL | undefined, orderBy: SQL[]): Promise<string[] | undefined> {
  const [last] = await database()
    .select({ effectiveKey: entryColumns.effectiveKey, journalEntryId: journalEntries.journalEntryId })
    .from(journalEntries)
    .where(inBook)
    .orderBy(...orderBy)
    .offset(ENTRIES_SCANNED_MAX - 1)
    .limit(1);
  return last && [last.effectiveKey, last.journalEntryId];
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

/** The journal entries of some sources (balance transactions, a payout) with all their lines, oldest first. */
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
  return withPostings(found);
}

/** @param found entries of at most a page; their occurrence times let the database open only their partitions */
async function withPostings(found: readonly StoredEntry[]): Promise<JournalEntryDetail[]> {
  if (found.length === 0) return [];
  const [lines, names] = await Promise.all([
    readPostings(found),
    namesOf(found.map((entry) => entry.connectedAccountId)),
  ]);
  return found.map(({ effectiveKey: _effectiveKey, ...entry }) => {
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
