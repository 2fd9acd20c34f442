import type { Context } from '#lib/context.ts';
import { closeDatabase, databaseClient } from '#lib/db/client.ts';
import { exportPayouts, payoutExport } from '#lib/payouts/export-payouts.ts';
import { PAYOUT_TABLE } from '#lib/payouts/payout-table.ts';

export type ComparedExport = {
  rows: number;
  megabytes: number;
  /** Sum of the minor units of all rows, whatever their currency: a checksum and no amount of money. */
  minorUnits: string;
  /** The most memory that was resident at any time, and how much more that is than before the first row. */
  residentMegabytes: number;
  residentGrowthMegabytes: number;
};

const HEADING_LINES = 4;

/** Stripe's currencies whose minor unit is no hundredth. */
const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

/**
 * Exports payouts by the product's own code and reads the plain question beside it, row by row: ids, amounts in both
 * units and currencies are the same, in the same order. Neither side is ever held as a whole.
 * @param currency lower case, or null for all payouts
 * @throws Error naming the first row that differs
 */
export async function compareExport(ctx: Context, currency: string | null): Promise<ComparedExport> {
  const view = payoutExport.parse({
    filter: currency === null ? {} : { currency },
    sort: 'newest',
    columns: PAYOUT_TABLE.columns.map(({ id }) => id),
    query: '',
    zone: 'Europe/Berlin',
    madeBy: 'the comparison',
  });
  const residentBefore = process.memoryUsage.rss();
  let resident = residentBefore;
  let bytes = 0;
  let rows = 0;
  let minorUnits = 0n;
  const asked = plainRows(currency);
  for await (const line of exportedRows(exportPayouts(ctx, view))) {
    const { value: expected } = await asked.next();
    const found = `${line.id} ${line.minor} ${line.currency}`;
    if (found !== expected || minorOf(line) !== line.minor)
      throw new Error(`Row ${String(rows + 1)} of the file is ${found}, the query says ${String(expected)}.`);
    rows += 1;
    minorUnits += BigInt(line.minor);
    bytes += line.bytes;
    if (rows % 1_000 === 0) resident = Math.max(resident, process.memoryUsage.rss());
  }
  const { done } = await asked.next();
  if (done !== true) throw new Error(`The file ends after ${String(rows)} rows, the query does not.`);
  return {
    rows,
    megabytes: Math.round(bytes / 1_000_000),
    minorUnits: minorUnits.toString(),
    residentMegabytes: Math.round(resident / 1_000_000),
    residentGrowthMegabytes: Math.round((resident - residentBefore) / 1_000_000),
  };
}

/** For a process of its own, with a limit of its own: the comparison as JSON on its standard output. */
export async function printComparison(): Promise<void> {
  const ctx: Context = {
    actor: { kind: 'operator', operatorId: 'opr_compare', name: 'Compare', role: 'viewer' },
    requestId: 'compare',
    now: new Date(),
  };
  process.stdout.write(JSON.stringify(await compareExport(ctx, null)));
  await closeDatabase();
}

async function* plainRows(currency: string | null): AsyncGenerator<string, void, undefined> {
  const sql = databaseClient();
  const cursor = sql<{ id: string; amount: bigint; currency: string }[]>`
    select payout_id as id, amount, currency from payouts where ${currency === null ? sql`true` : sql`currency = ${currency}`}
    order by occurred_at desc, payout_id desc`.cursor(1_000);
  for await (const batch of cursor)
    for (const row of batch) yield `${row.id} ${String(row.amount)} ${row.currency.toUpperCase()}`;
}

type Line = { id: string; amount: string; minor: string; currency: string; bytes: number };

/** The file line by line, by the names in its heading. No value of a seeded payout holds a comma, quote or line break. */
async function* exportedRows(pieces: AsyncIterable<{ text: string }>): AsyncGenerator<Line, void, undefined> {
  let names: string[] = [];
  let lines = 0;
  const nameAt = (name: string): number => names.indexOf(name);
  let [id, amount, minor, currency] = [-1, -1, -1, -1];
  for await (const { text } of pieces)
    for (const line of text.split('\r\n').slice(0, -1)) {
      lines += 1;
      if (lines <= HEADING_LINES) continue;
      const values = line.split(',');
      if (lines === HEADING_LINES + 1) {
        names = values;
        [id, amount, minor, currency] = [
          nameAt('payout'),
          nameAt('amount'),
          nameAt('amount_minor'),
          nameAt('currency'),
        ];
        continue;
      }
      yield {
        id: values[id] ?? '',
        amount: values[amount] ?? '',
        minor: values[minor] ?? '',
        currency: values[currency] ?? '',
        bytes: Buffer.byteLength(line),
      };
    }
}

/** The decimal amount as minor units, by its digits alone. */
function minorOf({ amount, currency }: Line): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const decimals = DECIMALS[currency] ?? 2;
  return fraction.length === decimals
    ? (whole + fraction).replace(/^0+(?=\d)/, '')
    : 'another number of decimals';
}
