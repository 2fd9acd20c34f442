import type { CardPayments } from './card-payments.ts';

const WINDOWS = [1, 7, 30] as const;
/** Where the handbook's features have the share of frauds at the terminal, which it takes from the truth. */
const RISK_COLUMNS = [10, 12, 14] as const;

/**
 * The features as somebody has them who knows of frauds only what reviewers found: the share of known frauds at a terminal
 * over the days before, in place of the handbook's share of all of them.
 */
export class KnownFrauds {
  readonly #payments: CardPayments;
  /** Days that each terminal has room for. */
  readonly #span: number;
  readonly #counts: Int32Array;
  readonly #frauds: Int32Array;

  constructor(payments: CardPayments) {
    this.#payments = payments;
    this.#span = payments.lastDay - payments.firstDay + 1;
    const terminals = payments.terminals.reduce((most, terminal) => Math.max(most, terminal), 0) + 1;
    this.#counts = new Int32Array(terminals * this.#span);
    this.#frauds = new Int32Array(terminals * this.#span);
    for (let row = 0; row < payments.rows; row += 1) this.#add(this.#counts, row);
  }

  #place(row: number): number {
    const { terminals, days, firstDay } = this.#payments;
    return (terminals[row] ?? 0) * this.#span + (days[row] ?? 0) - firstDay;
  }

  #add(values: Int32Array, row: number): void {
    const place = this.#place(row);
    values[place] = (values[place] ?? 0) + 1;
  }

  learn(row: number): void {
    this.#add(this.#frauds, row);
  }

  /** Features of the rows from `from` to `to`, all of one day, as they are known in its morning. */
  features(from: number, to: number): Float64Array {
    const { x, columns, days, firstDay } = this.#payments;
    const values = x.slice(from * columns, to * columns);
    for (let row = from; row < to; row += 1) {
      const today = this.#place(row);
      const daysBefore = (days[row] ?? 0) - firstDay;
      for (const [index, window] of WINDOWS.entries()) {
        let [payments, frauds] = [0, 0];
        for (let place = today - Math.min(window, daysBefore); place < today; place += 1) {
          payments += this.#counts[place] ?? 0;
          frauds += this.#frauds[place] ?? 0;
        }
        values[(row - from) * columns + (RISK_COLUMNS[index] ?? 0)] = payments === 0 ? 0 : frauds / payments;
      }
    }
    return values;
  }
}
