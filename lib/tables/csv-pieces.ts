import { csvLine } from './csv.ts';
import { zonedIso } from './zoned-iso.ts';

/** A column of a file, and how it is read from a row. */
export type CsvField<Row> = { readonly name: string; readonly read: (row: Row) => string };

/** A piece of a file, and how many rows of the list are in it. */
export type CsvPiece = { readonly text: string; readonly rows: number };

/** What was asked, of whom, when and in whose time: a file that is found a year later explains itself. */
export type CsvHeading = {
  readonly title: string;
  readonly filter: string;
  /** What the numbers in it are, beside the zone of its times. */
  readonly units?: string;
  readonly zone: string;
  readonly readAt: Date;
  readonly madeBy: string;
};

/** A list as CSV in pieces, one for each batch of rows: what is in memory does not grow with the file. */
export async function* csvPieces<Row>(
  heading: CsvHeading,
  fields: readonly CsvField<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<CsvPiece, void, undefined> {
  yield { text: headingLines(heading) + csvLine(fields.map(({ name }) => name)), rows: 0 };
  for await (const rows of batches) {
    const lines = rows.map((row) => csvLine(fields.map(({ read }) => read(row))));
    yield { text: lines.join(''), rows: rows.length };
  }
}

function headingLines({ title, filter, units, zone, readAt, madeBy }: CsvHeading): string {
  return [
    `# Sluice ${title}`,
    `# Filter: ${filter}`,
    `# Times in ${zone}${units === undefined ? '' : ` · ${units}`}`,
    `# Read ${zonedIso(zone)(readAt)} for ${madeBy}`,
  ]
    .map((line) => csvLine([line]))
    .join('');
}
