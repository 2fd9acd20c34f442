import { expect, it } from 'vitest';
import { traceableFrauds, withEveryTrace } from './card-ceiling.ts';
import type { CardPayments } from './card-payments.ts';

const DAY_MS = 86_400_000;
const NONE = 0;
const LARGE = 1;
const TERMINAL = 2;
const CARD = 3;

/** One payment a row: at which day, at which terminal, of which attack. */
function paymentsOf(
  rows: readonly (readonly [day: number, terminal: number, attack: number])[],
): CardPayments {
  return {
    rows: rows.length,
    columns: 0,
    x: new Float64Array(),
    frauds: Uint8Array.from(rows, ([, , attack]) => (attack === NONE ? 0 : 1)),
    days: Int32Array.from(rows, ([day]) => Math.floor(day)),
    cards: Int32Array.from(rows, (_, row) => row),
    terminals: Int32Array.from(rows, ([, terminal]) => terminal),
    times: Float64Array.from(rows, ([day]) => day * DAY_MS),
    attacks: Uint8Array.from(rows, ([, , attack]) => attack),
    startOf: () => 0,
    firstDay: 0,
    lastDay: 0,
  };
}

it('counts a payment at a bad terminal as seen from a week after its first fraud until the attack is over', () => {
  const payments = paymentsOf([
    [1, 7, TERMINAL],
    [7.9, 7, TERMINAL], // not yet a week
    [8, 7, TERMINAL],
    [8, 8, TERMINAL], // another terminal's first
    [9, 7, NONE], // honest: there is nothing to see
    [40, 7, TERMINAL], // the terminal was bad before and is anew
  ]);
  expect([...traceableFrauds(payments)]).toEqual([0, 0, 1, 0, 0, 0]);
});

it('counts every fraud of the other attacks as seen, and lets scores rank the rest', () => {
  const payments = paymentsOf([
    [1, 1, LARGE],
    [1, 2, CARD],
    [1, 3, TERMINAL],
    [1, 4, NONE],
  ]);
  const scores = Float64Array.of(0.1, 0.2, 0.3, 0.4);
  expect([...withEveryTrace(payments, Int32Array.of(0, 1, 2, 3), scores)]).toEqual([
    Infinity,
    Infinity,
    0.3,
    0.4,
  ]);
});

it('leaves scores as they are where the data do not name attacks', () => {
  const payments = { ...paymentsOf([[1, 1, LARGE]]), attacks: Uint8Array.of(0) };
  expect([...withEveryTrace(payments, Int32Array.of(0), Float64Array.of(0.1))]).toEqual([0.1]);
});
