import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from './csv.ts';

const DAY_MS = 86_400_000;

/** Of the handbook's simulator: which of its attacks a fraud belongs to. Data without it only tell no ceiling. */
const ATTACK = 'TX_FRAUD_SCENARIO';

/** The handbook's fifteen features, in its order. */
const FEATURES = [
  'TX_AMOUNT',
  'TX_DURING_WEEKEND',
  'TX_DURING_NIGHT',
  ...[1, 7, 30].flatMap((days) => [
    `CUSTOMER_ID_NB_TX_${days}DAY_WINDOW`,
    `CUSTOMER_ID_AVG_AMOUNT_${days}DAY_WINDOW`,
  ]),
  ...[1, 7, 30].flatMap((days) => [
    `TERMINAL_ID_NB_TX_${days}DAY_WINDOW`,
    `TERMINAL_ID_RISK_${days}DAY_WINDOW`,
  ]),
];

/** Card payments in the order in which they happened. */
export type CardPayments = {
  rows: number;
  columns: number;
  /** Row after row. */
  x: Float64Array;
  frauds: Uint8Array;
  /** Days since 1 January 1970. */
  days: Int32Array;
  cards: Int32Array;
  terminals: Int32Array;
  /** Milliseconds since 1970. */
  times: Float64Array;
  /** The handbook's attack that a fraud belongs to, 1 to 3; 0 for what is none or where the data do not say. */
  attacks: Uint8Array;
  /** Where each day's rows start, by day, and where the last one ends. */
  startOf: (day: number) => number;
  firstDay: number;
  lastDay: number;
};

/** All months of a folder. */
export async function readCardPayments(folder: string): Promise<CardPayments> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv.gz')).toSorted();
  const months: Month[] = [];
  for (const file of files) months.push(await readMonth(join(folder, file)));
  const concatenate = <Values extends Float64Array | Int32Array | Uint8Array>(
    into: Values,
    of: (month: Month) => Values,
  ): Values => {
    let at = 0;
    for (const month of months) {
      into.set(of(month), at);
      at += of(month).length;
    }
    return into;
  };
  const rows = months.reduce((sum, month) => sum + month.days.length, 0);
  const days = concatenate(new Int32Array(rows), (month) => month.days);
  const [firstDay, lastDay] = [days[0] ?? 0, days.at(-1) ?? 0];
  const starts = new Int32Array(lastDay - firstDay + 2).fill(rows);
  for (let row = rows - 1; row >= 0; row -= 1) starts[(days[row] ?? 0) - firstDay] = row;
  return {
    rows,
    columns: FEATURES.length,
    x: concatenate(new Float64Array(rows * FEATURES.length), (month) => month.x),
    frauds: concatenate(new Uint8Array(rows), (month) => month.frauds),
    days,
    cards: concatenate(new Int32Array(rows), (month) => month.cards),
    terminals: concatenate(new Int32Array(rows), (month) => month.terminals),
    times: concatenate(new Float64Array(rows), (month) => month.times),
    attacks: concatenate(new Uint8Array(rows), (month) => month.attacks),
    startOf: (day) => starts[Math.min(Math.max(day - firstDay, 0), starts.length - 1)] ?? rows,
    firstDay,
    lastDay,
  };
}

type Month = Pick<CardPayments, 'x' | 'frauds' | 'days' | 'cards' | 'terminals' | 'times' | 'attacks'>;

async function readMonth(path: string): Promise<Month> {
  const { heading, lines } = await readLines(path);
  const place = (name: string): number => {
    const found = heading.indexOf(name);
    if (found < 0) throw new Error(`${path} has no column ${name}`);
    return found;
  };
  const features = FEATURES.map(place);
  const [time, fraud, card, terminal] = ['TX_DATETIME', 'TX_FRAUD', 'CUSTOMER_ID', 'TERMINAL_ID'].map(place);
  const attack = heading.indexOf(ATTACK);
  const x = new Float64Array(lines.length * features.length);
  const times = new Float64Array(lines.length);
  const attacks = new Uint8Array(lines.length);
  const frauds = new Uint8Array(lines.length);
  const [days, cards, terminals] = [0, 1, 2].map(() => new Int32Array(lines.length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (const [row, line] of lines.entries()) {
    const fields = line.split(',');
    for (const [column, at] of features.entries()) x[row * features.length + column] = Number(fields[at]);
    frauds[row] = Number(fields[fraud ?? 0]);
    times[row] = Date.parse(`${(fields[time ?? 0] ?? '').replace(' ', 'T')}Z`);
    days[row] = Math.floor((times[row] ?? 0) / DAY_MS);
    attacks[row] = attack < 0 ? 0 : Number(fields[attack]);
    cards[row] = Number(fields[card ?? 0]);
    terminals[row] = Number(fields[terminal ?? 0]);
  }
  return { x, frauds, days, cards, terminals, times, attacks };
}
