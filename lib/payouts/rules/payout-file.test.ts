import { describe, expect, it } from 'vitest';
import { readPayoutFile } from './payout-file.ts';

const one = (line: string) => readPayoutFile(line)[0];

describe('a line', () => {
  it.each<[string, string, bigint | null]>([
    ['acct_1A,EUR,100.00', 'eur', 100_00n],
    ['acct_1A; eur ;"1,000.50"', 'eur', 1_000_50n],
    ['acct_1A\tJPY\t5000', 'jpy', 5000n],
    ['"acct_1A","KWD","1.230"', 'kwd', 1_230n],
    ['acct_1A,usd,all', 'usd', null],
    ['acct_1A,usd,ALL', 'usd', null],
    ['acct_1A,huf,300,', 'huf', 300_00n],
    ['acct_1A,EUR,"1,000"', 'eur', 1_000_00n],
    ['acct_1A,KWD,"1,000.500"', 'kwd', 1_000_500n],
    ['acct_1A;EUR;1234.500', 'eur', 1_234_50n],
  ])('%s', (line, currency, amount) => {
    expect(one(line)).toMatchObject({ ok: true, connectedAccountId: 'acct_1A', currency, amount });
  });

  it.each([
    ['acct_1A', 'Write three fields'],
    ['acct_1A,EUR,1,000.00', 'put an amount with commas in quotes'],
    ['po_1A,EUR,1', '“po_1A” is no connected account'],
    ['acct_1A,EURO,1', '“EURO” is no currency'],
    ['acct_1A,EUR,1.005', 'at most 2 decimals'],
    ['acct_1A,JPY,1.5', 'Write digits without decimals'],
    ['acct_1A,EUR,-5', 'is no amount in EUR'],
    ['acct_1A,EUR', 'Write an amount.'],
    ['acct_1A,EUR,', 'Write an amount.'],
    ['acct_1A,EUR," "', 'Write an amount.'],
    ['acct_1A,EUR,0', 'Nothing is no payout'],
    ['acct_1A,HUF,100.50', 'Stripe pays HUF out in steps of 1.00 HUF'],
    ['acct_1A,KWD,1.005', 'steps of 0.010 KWD'],
    ['acct_1A,EUR,"5', 'A quote is opened and not closed'],
    ['acct_1A;EUR;1.500', '“1.500” can be read as 1500 or as 1.5 EUR'],
    ['acct_1A;JPY;5.000', '“5.000” can be read as 5000 or as 5 JPY'],
    ['acct_1A;KWD;1,500', '“1,500” can be read as 1500 or as 1.5 KWD'],
    ['=HYPERLINK("x"),EUR,5', 'is no connected account'],
  ])('%s is bad and says what to write', (line, sentence) => {
    const read = one(line);
    expect(read?.ok).toBe(false);
    if (read?.ok === false) expect(read.fault).toContain(sentence);
  });

  it.each([
    ['an id', `acct_${'!'.repeat(9_000)},EUR,1`],
    ['an amount', `acct_1A,EUR,${'9'.repeat(9_000)}`],
  ])('of %s without an end is not repeated in what is wrong with it', (_, line) => {
    expect(one(line)).toMatchObject({
      fault: expect.stringMatching(/^A field has more than 100 characters\./) as string,
    });
  });
});

it('a file passes headings, remarks and empty lines over, and keeps the numbers that an editor shows', () => {
  const lines = readPayoutFile(
    '\uFEFFconnected_account,currency,amount\r\n\r\n# week 47\r\nacct_1A,EUR,1\r\nacct_1B,EUR,all\n',
  );
  expect(lines.map(({ lineNumber, ok }) => [lineNumber, ok])).toEqual([
    [4, true],
    [5, true],
  ]);
});

it('the same account and currency twice is one too many', () => {
  const lines = readPayoutFile('acct_1A,EUR,1\nacct_1A,USD,1\nacct_1A,eur,2');
  expect(lines.map(({ ok }) => ok)).toEqual([true, true, false]);
  expect(lines[2]).toMatchObject({ fault: expect.stringContaining('Line 1 asks for the same') as string });
});
