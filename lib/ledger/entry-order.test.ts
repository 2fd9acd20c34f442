import { expect, it } from 'vitest';
import { inOrderOfEffect } from './entry-order.ts';
import type { JournalEntryDetail } from './types.ts';

const entry = (journalEntryId: string, kind: string, side: 'debit' | 'credit', second = 0) =>
  ({
    journalEntryId,
    kind,
    effectiveAt: new Date(Date.UTC(2026, 10, 20, 10, 0, second)),
    postings: [{ ledgerAccount: { code: 1180 }, side }],
  }) as unknown as JournalEntryDetail; // only what the order reads

it('what came back follows what left within one second, whatever their ids', () => {
  const entries = [
    entry('je_1', 'payout', 'credit'),
    entry('je_2', 'payout_settled', 'credit'),
    entry('je_3', 'payout', 'debit'),
    entry('je_0', 'charge', 'debit', 1),
  ];
  for (const given of [entries, entries.toReversed()])
    expect(inOrderOfEffect(given).map(({ journalEntryId }) => journalEntryId)).toEqual([
      'je_3',
      'je_2',
      'je_1',
      'je_0',
    ]);
});
