import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currency, payoutMultiple, stripeDecimals } from './currency.ts';
import { formatDigits, formatMoney, formatPaidDigits, toDecimalString } from './format.ts';
import { parseTypedAmount } from './parse.ts';
import { add, minorUnits, money, sumByCurrency } from './money.ts';

test('the currencies whose digits Intl reports differently keep Stripe’s decimals', () => {
  expect(formatMoney(money(481230000n, currency('HUF')))).toBe('4,812,300.00 HUF');
  expect(formatMoney(money(624000000n, currency('isk')))).toBe('6,240,000.00 ISK');
  expect(formatMoney(money(100n, currency('ugx')))).toBe('1.00 UGX');
  expect(formatMoney(money(1284000n, currency('jpy')))).toBe('1,284,000 JPY');
  expect(formatMoney(money(-18420350n, currency('kwd')))).toBe('−18,420.350 KWD');
});

test('what is paid out has no decimals where Stripe pays whole units', () => {
  const paid = (amount: bigint, code: string) => formatPaidDigits(money(amount, currency(code)));
  expect(paid(481230000n, 'huf')).toBe('4,812,300');
  expect(paid(100n, 'isk')).toBe('1');
  expect(paid(1284n, 'jpy')).toBe('1,284');
  expect(paid(1230n, 'kwd')).toBe('1.230');
  expect(paid(905n, 'eur')).toBe('9.05');
});

test('an amount past 2^53 is printed to the last digit', () => {
  expect(formatDigits(money(90071992547409931n, currency('usd')))).toBe('900,719,925,474,099.31');
});

test('the decimal string reads back to the same minor units for every currency group', () => {
  const codes = fc.constantFrom('jpy', 'eur', 'kwd', 'isk', 'huf').map(currency);
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), codes, (amount, code) => {
      const text = toDecimalString(money(amount, code));
      expect(BigInt(text.replace('.', ''))).toBe(amount);
      expect(text.includes('.')).toBe(stripeDecimals(code) > 0);
    }),
  );
});

test('two currencies are never added', () => {
  expect(() => add(money(1n, currency('eur')), money(1n, currency('usd')))).toThrow(/cannot be added/);
  expect(
    sumByCurrency([money(1n, currency('usd')), money(2n, currency('eur')), money(3n, currency('usd'))]),
  ).toEqual([
    { amount: 2n, currency: 'eur' },
    { amount: 4n, currency: 'usd' },
  ]);
});

test('an inexact number from outside is refused', () => {
  expect(() => minorUnits(0.1)).toThrow(/exact/);
  expect(() => minorUnits(2 ** 53)).toThrow(/exact/);
  expect(minorUnits(-5)).toBe(-5n);
});

test('payout multiples leave the remainder in the balance', () => {
  expect(['huf', 'isk', 'kwd', 'eur', 'jpy'].map((code) => payoutMultiple(currency(code)))).toEqual([
    100n,
    100n,
    10n,
    1n,
    1n,
  ]);
});

test('what is typed is no amount where no column of money could hold it', () => {
  const typed = (text: string, code: string) => parseTypedAmount(text, currency(code))?.amount ?? null;
  expect(typed('9999999999999999.99', 'eur')).toBe(10n ** 18n - 1n);
  expect(typed('999,999,999,999,999.999', 'kwd')).toBe(10n ** 18n - 1n);
  expect(typed('999999999999999999', 'jpy')).toBe(10n ** 18n - 1n);
  for (const [text, code] of [
    ['10000000000000000', 'eur'],
    ['1,000,000,000,000,000', 'kwd'],
    ['999,999,999,999,999,999,999', 'jpy'],
  ] as const)
    expect(typed(text, code), text).toBeNull();
  expect(typed('000000000000000001', 'jpy')).toBe(1n);
});
