import { expect, it } from 'vitest';
import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import { payoutStory } from './payout-story.ts';

const AT = new Date('2026-11-20T10:00:00Z');

const event = (type: string, stripeEventId: string) => ({
  stripeEventId,
  type,
  occurredAt: AT,
  receivedAt: AT,
  arrivedBy: 'webhook',
  state: 'processed',
});
const entry = (side: 'debit' | 'credit', journalEntryId: string) => ({
  journalEntryId,
  kind: 'payout',
  effectiveAt: AT,
  postings: [{ ledgerAccount: { code: 1180, name: 'On its way' }, side }],
});
const statusChange = (status: string) => ({ status, failureCode: null, seenAt: AT });

/** Only what a story reads. */
function titlesOf(parts: {
  events: ReturnType<typeof event>[];
  entries: ReturnType<typeof entry>[];
  statusChanges: ReturnType<typeof statusChange>[];
}): unknown[] {
  const { entries, ...payout } = parts;
  return payoutStory(payout as unknown as PayoutDetail, entries as unknown as JournalEntryDetail[]).map(
    ({ title }) => title,
  );
}

it('tells one second in the order in which it can only have been, however ids and rows are ordered', () => {
  const parts = {
    events: [
      event('payout.failed', 'evt_1'),
      event('payout.paid', 'evt_2'),
      event('payout.created', 'evt_3'),
    ],
    entries: [entry('credit', 'je_1'), entry('debit', 'je_2')],
    statusChanges: [statusChange('failed'), statusChange('paid'), statusChange('pending')],
  };
  const told = [
    'Payout created',
    'Payout left the balance',
    'Read from Stripe: pending',
    'Marked paid by Stripe',
    'Read from Stripe: paid',
    'Payout failed',
    'Payout came back',
    'Read from Stripe: failed',
  ];
  expect(titlesOf(parts)).toEqual(told);
  expect(
    titlesOf({
      events: parts.events.toReversed(),
      entries: parts.entries.toReversed(),
      statusChanges: parts.statusChanges.toReversed(),
    }),
  ).toEqual(told);
});

it('does not move what happened earlier', () => {
  const parts = { entries: [], statusChanges: [] };
  const later = { ...event('payout.created', 'evt_1'), occurredAt: new Date(AT.getTime() + 1000) };
  expect(titlesOf({ ...parts, events: [later, event('payout.failed', 'evt_2')] })).toEqual([
    'Payout failed',
    'Payout created',
  ]);
});
