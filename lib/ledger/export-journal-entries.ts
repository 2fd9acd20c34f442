import { z } from 'zod';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { toDecimalString } from '../money/format.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../tables/csv-pieces.ts';
import { countHits, hitBatches } from '../tables/hit-batches.ts';
import { defineListExport } from '../tables/list-export-definition.ts';
import { zonedIso } from '../tables/zoned-iso.ts';
import { planEntrySearch } from './entry-search.ts';
import { entriesOf } from './journal-entry-queries.ts';
import { JOURNAL_ENTRY_TABLE } from './journal-entry-table.ts';
import {
  JOURNAL_ENTRY_ORDERS,
  type JournalEntryColumn,
  type JournalEntryDetail,
  type Side,
} from './types.ts';

const text = z.string().max(400).optional();

/** A view of the journal as a file shows it. Days are resolved already; `query` is what the person typed. */
const journalEntryExport = z.object({
  filter: z.object({
    connectedAccountId: text,
    currency: text,
    kind: text,
    id: text,
    amountFrom: text,
    amountTo: text,
    effectiveFrom: text,
    effectiveBefore: text,
    words: z.array(z.string().max(400)).max(50).optional(),
  }),
  sort: z.enum(JOURNAL_ENTRY_ORDERS),
  columns: z.array(z.enum(JOURNAL_ENTRY_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

type JournalEntryExport = z.output<typeof journalEntryExport>;

/** The view as CSV, in pieces of up to a thousand rows. @throws DomainError as `listJournalEntries` */
export async function* exportJournalEntries(
  ctx: Context,
  view: JournalEntryExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'ledger.read');
  const heading = {
    title: `journal entries, ${view.sort} first`,
    filter: view.query === '' ? 'all journal entries' : view.query,
    units: "amounts in main units and in Stripe's minor units",
    zone: view.zone,
    readAt: ctx.now,
    madeBy: view.madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), batches(view));
}

export const JOURNAL_ENTRY_EXPORT = defineListExport({
  permission: 'ledger.read',
  title: 'journal entries',
  view: journalEntryExport,
  pieces: exportJournalEntries,
  count: async (_ctx, { filter }) => countHits(await planEntrySearch(filter)),
});

async function* batches({
  filter,
  sort,
}: JournalEntryExport): AsyncGenerator<readonly JournalEntryDetail[], void, undefined> {
  for await (const hits of hitBatches(await planEntrySearch(filter), sort)) yield entriesOf(hits);
}

function fieldsOf(view: JournalEntryExport): CsvField<JournalEntryDetail>[] {
  const local = zonedIso(view.zone);
  const accountsOn = ({ postings }: JournalEntryDetail, side: Side): string =>
    [...new Set(postings.filter((line) => line.side === side).map((line) => line.ledgerAccount.code))].join(
      ' ',
    );
  const fields: Readonly<Record<JournalEntryColumn, readonly CsvField<JournalEntryDetail>[]>> = {
    entry: [
      { name: 'kind', read: (row) => row.kind },
      { name: 'description', read: (row) => row.description },
    ],
    turnover: [
      { name: 'turnover', read: (row) => toDecimalString(row.turnover) },
      { name: 'currency', read: (row) => row.currency.toUpperCase() },
      { name: 'turnover_minor', read: (row) => row.turnover.amount.toString() },
    ],
    book: [
      { name: 'book', read: (row) => row.connectedAccountId },
      { name: 'book_name', read: (row) => row.connectedAccountName ?? '' },
    ],
    source: [
      { name: 'source_type', read: (row) => row.sourceType },
      { name: 'source', read: (row) => row.sourceId },
    ],
    effective: [{ name: 'effective', read: (row) => local(row.effectiveAt) }],
    posted: [{ name: 'booked', read: (row) => local(row.postedAt) }],
    debits: [{ name: 'debits', read: (row) => accountsOn(row, 'debit') }],
    credits: [{ name: 'credits', read: (row) => accountsOn(row, 'credit') }],
    id: [{ name: 'journal_entry', read: (row) => row.journalEntryId }],
  };
  return view.columns.flatMap((column) => fields[column]);
}
