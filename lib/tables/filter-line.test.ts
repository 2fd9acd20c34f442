import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilterLine, withCondition } from './filter-line.ts';
import type { FilterField } from './types.ts';

const FIELDS: FilterField[] = [
  { name: 'status', kind: 'choice', values: ['paid', 'failed'], example: 'failed' },
  { name: 'currency', kind: 'currency', example: 'eur' },
  { name: 'account', kind: 'id', pattern: /^acct_\w+$/, what: 'connected account', example: 'acct_…' },
  { name: 'amount', kind: 'money', example: '>500' },
  { name: 'created', kind: 'day', example: '>2026-10-01' },
];
const parse = (text: string) => parseFilterLine(text, FIELDS);
/** The part of the text that a problem points at. */
const problems = (text: string) =>
  parse(text).problems.map(({ from, to, message }) => [text.slice(from, to), message]);

test('reads the line of the issue', () => {
  const line = parse(
    'status:failed amount:>500 currency:EUR account:acct_1aB created:>2026-10-01 free "two words"',
  );
  expect(line.problems).toEqual([]);
  expect(line.conditions.map(({ field, comparison, value }) => `${field} ${comparison} ${value}`)).toEqual([
    'status = failed',
    'amount > 500',
    'currency = eur',
    'account = acct_1aB',
    'created > 2026-10-01',
  ]);
  expect(line.words.map(({ text }) => text)).toEqual(['free', 'two words']);
});

test('a range is two bounds, also written as two conditions', () => {
  const bounds = (text: string) => parse(text).conditions.map(({ comparison, value }) => comparison + value);
  expect(bounds('created:2026-10-01..2026-10-31')).toEqual(['>=2026-10-01', '<=2026-10-31']);
  expect(bounds('amount:>=500 amount:<1,000.50')).toEqual(['>=500', '<1,000.50']);
});

describe('what is not understood is said where it stands', () => {
  test.each([
    [
      'state:failed',
      'state',
      'There is no filter “state”. There are: status, currency, account, amount, created.',
    ],
    ['paid status:lost', 'lost', 'There is no status “lost”. There are: paid, failed.'],
    ['status:', 'status:', 'Say which: status:failed'],
    ['status:>paid', '>paid', 'status has no order: write status:paid.'],
    ['currency:euro', 'euro', '“euro” is no currency code such as eur.'],
    ['amount:>5e3', '>5e3', '“5e3” is no amount such as 500 or 4,812,300.00.'],
    ['amount:-5', '-5', '“-5” is no amount such as 500 or 4,812,300.00.'],
    ['created:2026-02-30', '2026-02-30', '“2026-02-30” is no day such as 2026-10-01 or today.'],
    ['created:>0001-01-01', '>0001-01-01', '“0001-01-01” is no day such as 2026-10-01 or today.'],
    ['created:9999-12-31', '9999-12-31', '“9999-12-31” is no day such as 2026-10-01 or today.'],
    [
      'created:2026-12-01..2026-10-01',
      '2026-12-01..2026-10-01',
      'Nothing is from 2026-12-01 to 2026-10-01: write created:2026-10-01..2026-12-01.',
    ],
    ['amount:1,000..999.99', '1,000..999.99', 'Nothing is from 1,000 to 999.99: write amount:999.99..1,000.'],
    ['created:2026-02-01..x', '2026-02-01..x', '“x” is no day such as 2026-10-01 or today.'],
    ['account:po_1', 'po_1', '“po_1” is no connected account.'],
    [
      '-status:paid',
      '-status:paid',
      'Leaving a value out is not offered: choose the values you want to see.',
    ],
    ['status:paid status:failed', 'status:failed', 'status stands here twice. Keep one of them.'],
    ['amount:>5 amount:>6', 'amount:>6', 'amount stands here twice. Keep one of them.'],
    ['amount:5 amount:<6', 'amount:<6', 'amount stands here twice. Keep one of them.'],
  ])('%s', (text, part, message) => {
    expect(problems(text)).toEqual([[part, message]]);
  });
});

test('any text is read without failing, and each problem points into it', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(' ', ':', '"', '..', 'amount:>', 'status:', '-'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      for (const { from, to } of parse(text).problems) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(from).toBeLessThan(text.length);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a choice replaces what the line said about that field and nothing else', () => {
  const line = parse('kovács created:2026-10-01..2026-10-31 status:paid');
  expect(withCondition(line, 'status', 'failed')).toBe('kovács created:2026-10-01..2026-10-31 status:failed');
  expect(withCondition(line, 'created', undefined)).toBe('kovács status:paid');
  expect(withCondition(line, 'currency', 'eur')).toBe(`${line.text} currency:eur`);
  expect(parse(withCondition(line, 'status', 'failed')).problems).toEqual([]);
});
