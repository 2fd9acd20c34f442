import { describe, expect, it } from 'vitest';
import { readEntryListRequest } from './search-params.ts';

const read = (raw: Record<string, string>) =>
  readEntryListRequest(raw, { zone: 'Europe/Berlin', today: '2026-11-21' });

describe('the address of the journal', () => {
  it.each([
    [{ q: 'source:po_1 amount:>500 currency:eur' }, { id: 'po_1', currency: 'eur', amountFrom: '50001' }],
    [{ q: 'amount:500..1000 currency:jpy' }, { currency: 'jpy', amountFrom: '500', amountTo: '1000' }],
    [{ q: 'amount:<0.5 currency:kwd' }, { currency: 'kwd', amountTo: '499' }],
    [{ q: 'jnl_1' }, { id: 'jnl_1' }],
    [{ q: 'kovács' }, { words: ['kovács'] }],
    // The addresses of before and of the books' own pages.
    [
      { book: 'acct_1', currency: 'EUR', kind: 'refund' },
      { connectedAccountId: 'acct_1', currency: 'eur', kind: 'refund' },
    ],
    [
      { q: 'effective:today' },
      { effectiveFrom: '2026-11-20T23:00:00.000Z', effectiveBefore: '2026-11-21T23:00:00.000Z' },
    ],
  ])('%o narrows by %o', (raw, expected) => {
    const { filter, problems } = read(raw);
    expect(filter).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it.each([
    ['amount:>500', 'Add a currency'],
    ['amount:0.5 currency:jpy', 'more decimals'],
    ['amount:>1.500 currency:eur', '“1.500” can be read as 1500 or as 1.5 EUR'],
    ['amount:1..20,000 currency:kwd', '“20,000” can be read as 20000 or as 20 KWD'],
    ['kind:gift', 'There is no kind'],
    ['source:po_1 txn_2', 'second source'],
  ])('says what is wrong with %s', (q, message) => {
    const { problems } = read({ q });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
  });
});
