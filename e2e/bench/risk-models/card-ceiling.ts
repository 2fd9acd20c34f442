import type { CardPayments } from './card-payments.ts';

const DAY_MS = 86_400_000;

/** The simulator's second attack: every payment at a terminal is a fraud for so many days, at its usual amounts. */
const AT_TERMINAL = { attack: 2, days: 28 };
/** Until frauds are known: the handbook's features of a terminal's risk end so long before the payment. */
const KNOWN_AFTER_DAYS = 7;

/**
 * Which frauds leave a trace in what the handbook's protocol lets anybody know. A payment at a terminal that turned bad looks like
 * all others until the terminal's first fraud is known, a week later. Those of the other two attacks, amounts above 220 and five
 * times a card's usual ones, are all counted as seen, though small ones do not show: more than any model can find.
 * @returns 1 for each row that does; only zeros where the data do not name attacks
 */
export function traceableFrauds({ rows, attacks, terminals, times }: CardPayments): Uint8Array {
  const before = new Map<number, number[]>();
  const traceable = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const attack = attacks[row] ?? 0;
    if (attack !== AT_TERMINAL.attack) {
      traceable[row] = attack === 0 ? 0 : 1;
      continue;
    }
    const terminal = terminals[row] ?? 0;
    const frauds = before.get(terminal) ?? [];
    const daysSince = (fraud: number): number => ((times[row] ?? 0) - fraud) / DAY_MS;
    traceable[row] = frauds.some(
      (fraud) => daysSince(fraud) >= KNOWN_AFTER_DAYS && daysSince(fraud) < AT_TERMINAL.days,
    )
      ? 1
      : 0;
    before.set(terminal, [...frauds, times[row] ?? 0]);
  }
  return traceable;
}

/** The same scores with every fraud that leaves a trace above all others; as they were where the data do not name attacks. */
export function withEveryTrace(payments: CardPayments, rows: Int32Array, scores: Float64Array): Float64Array {
  const traceable = traceableFrauds(payments);
  return scores.map((score, index) => (traceable[rows[index] ?? 0] === 1 ? Infinity : score));
}
