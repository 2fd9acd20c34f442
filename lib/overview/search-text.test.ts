import { expect, it } from 'vitest';
import { readSearchText } from './search-text.ts';

it.each([
  [' po_1abc ', { kind: 'id', id: 'po_1abc' }],
  ['acct_1', { kind: 'id', id: 'acct_1' }],
  ['4,812,300.00 HUF', { kind: 'amount', typed: '4,812,300.00', currency: 'huf' }],
  ['1284000', { kind: 'amount', typed: '1284000', currency: undefined }],
  ['Bäckerei großm', { kind: 'words', words: ['Bäckerei', 'großm'] }],
  ['O’Shaughnessy-F', { kind: 'words', words: ['O', 'Shaughnessy', 'F'] }],
  ['株式会社', { kind: 'words', words: ['株式会社'] }],
  ["x' | !:*", null],
  ['', null],
  ['   ', null],
])('%s', (text, expected) => {
  expect(readSearchText(text)).toEqual(expected);
});
