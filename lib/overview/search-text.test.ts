import { expect, it } from 'vitest';
import { readSearchText } from './search-text.ts';

it.each([
  [' po_1abc ', { kind: 'id', id: 'po_1abc' }],
  ['acct_1', { kind: 'id', id: 'acct_1' }],
  ['4,812,300.00 HUF', { kind: 'amount', typed: '4,812,300.00', currency: 'huf', trace: null }],
  ['1284000', { kind: 'amount', typed: '1284000', currency: undefined, trace: null }],
  ['Bäckerei großm', { kind: 'words', words: ['Bäckerei', 'großm'], trace: null }],
  ['O’Shaughnessy-F', { kind: 'words', words: ['O', 'Shaughnessy', 'F'], trace: null }],
  ['株式会社', { kind: 'words', words: ['株式会社'], trace: null }],
  [
    '021000021234567',
    { kind: 'amount', typed: '021000021234567', currency: undefined, trace: '021000021234567' },
  ],
  ['FSQ6JAH3HXXV2J8', { kind: 'words', words: ['FSQ6JAH3HXXV2J8'], trace: 'FSQ6JAH3HXXV2J8' }],
  ["x' | !:*", null],
  ['', null],
  ['   ', null],
])('%s', (text, expected) => {
  expect(readSearchText(text)).toEqual(expected);
});
