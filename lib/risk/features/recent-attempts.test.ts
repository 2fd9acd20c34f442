import { expect, it } from 'vitest';
import { ATTEMPT_SIGNS, attemptsOf, placeAfter } from './recent-attempts.ts';
import type { RiskReadingText } from './risk-reading.ts';

/* What the database tells of the newest payments, newest first, as columns, oldest first. */

const SECOND = 1_000_000;
/** Microseconds from 1970 to where Postgres begins to count. */
const EPOCH = Date.UTC(2000, 0, 1) * 1_000;
const NEWEST = Date.UTC(2026, 10, 22, 12) * 1_000 + 999;

const bytesOf = (numbers: readonly number[]): string => {
  const bytes = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeBigInt64BE(BigInt(number), 8 * index);
  return bytes.toString('base64');
};

const TOLD: RiskReadingText['attempts'] = {
  at: bytesOf([NEWEST - EPOCH, NEWEST - EPOCH - SECOND, NEWEST - EPOCH - 2 * SECOND]),
  amount: bytesOf([300, 200, 100]),
  country: 'DE,,US',
  signs: ';10',
  told: [
    [3, NEWEST, null],
    [2, null, NEWEST],
  ],
  older: [4, 5],
  since: { US: NEWEST - 5 * SECOND },
  cards: [2, 1, 2, 0],
};

it('turns them round, with what is told of few at their places', () => {
  const read = attemptsOf(TOLD);
  const { length, at, amount, signs, refundedAt, disputedAt, country, countries, cards, older } = read;
  const newest = Date.UTC(2026, 10, 22, 12);
  expect(length).toBe(3);
  expect([...at]).toEqual([newest - 2_000, newest - 1_000, newest]);
  expect([...amount]).toEqual([100n, 200n, 300n]);
  const { isDecline, isHighRisk, isDisputed, isHighest } = ATTEMPT_SIGNS;
  expect([...signs]).toEqual([0, isDecline + isDisputed, isDecline + isHighRisk + isHighest]);
  expect([...refundedAt]).toEqual([newest, NaN, NaN]);
  expect([...disputedAt]).toEqual([NaN, newest, NaN]);
  expect(older).toEqual({ refunded: 4, disputed: 5 });
  const places = [newest - 3_000, newest - 2_000, newest - 1, newest];
  expect(places.map((moment) => placeAfter(read, moment))).toEqual([0, 1, 2, 3]);
  expect(Array.from(country, (place) => countries[place]?.code)).toEqual(['US', null, 'DE']);
  expect(countries.map(({ firstSeenAt }) => firstSeenAt)).toEqual([NaN, newest - 5_000, NaN]);
  expect(cards).toEqual({ payments: 2, different: 1, most: 2, elsewhere: 0 });
});

it('makes no object of a payment: columns of numbers in one piece of memory', () => {
  const { at, amount, signs, refundedAt, country } = attemptsOf(TOLD);
  const columns = [at, amount, signs, refundedAt, country];
  expect(columns.every((column) => ArrayBuffer.isView(column))).toBe(true);
  expect(new Set(columns.map(({ buffer }) => buffer)).size).toBe(1);
});
