import { expect, test } from 'vitest';
import { entryDetail, entryTitle, statementWords } from './entry-words.ts';

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
  const returned = {
    kind: 'payout',
    description: 'Payout failure',
    postings: [{ side: 'credit', ledgerAccount: { code: 1180 } }] as never,
  };
  expect([entryTitle(returned), entryDetail(returned)]).toEqual(['Payout came back', 'it failed']);
  expect(words('charge', 'Order 4711')).toEqual(['Payment', 'Order 4711']);
  expect(words('availability', '')).toEqual(['Became available', '']);
  expect(words('availability', 'Order 4711, now available')).toEqual(['Became available', 'Order 4711']);
  expect(words('payout', 'STRIPE PAYOUT')).toEqual(['Payout left the balance', '']);
  expect(words('refund', 'REFUND FOR CHARGE (Order 4711)')).toEqual(['Refund', 'for charge (Order 4711)']);
  const line = (kind: string, description: string) => statementWords({ kind, description });
  expect(line('payout', 'payout')).toEqual(['Payout', '']);
  expect(line('payout', 'Payout failure')).toEqual(['Payout', 'failure']);
  expect(line('payout_reservation', 'Reserved for a payout request')).toEqual([
    'Reserved for a payout request',
    '',
  ]);
});
