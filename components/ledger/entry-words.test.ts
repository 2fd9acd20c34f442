import { expect, test } from 'vitest';
import { entryDetail, entryTitle } from './entry-words.ts';

const words = (kind: string, description: string): [string, string] => {
  const entry = { kind, description, postings: [] };
  return [entryTitle(entry), entryDetail(entry)];
};

test('an entry says nothing twice', () => {
  expect(words('payout_settled', 'Payout final: the bank did not send it back')).toEqual([
    'Payout final',
    'the bank did not send it back',
  ]);
  expect(words('payout_reservation', 'Reserved for a payout request')).toEqual([
    'Reserved for a payout request',
    '',
  ]);
  expect(words('payout', 'payout')).toEqual(['Payout left the balance', '']);
  expect(words('charge', 'Order 4711')).toEqual(['Payment', 'Order 4711']);
  expect(words('availability', '')).toEqual(['Became available', '']);
});
