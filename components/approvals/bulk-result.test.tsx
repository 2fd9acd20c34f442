import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { BulkItem } from '#lib/approvals/types.ts';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { BulkItems } from './bulk-items.tsx';

const item = (of: Partial<BulkItem>): BulkItem => ({
  payoutRequestId: 'prq_1',
  connectedAccountId: 'acct_1',
  connectedAccountName: 'Shop',
  amount: money(40_00n, currency('usd')),
  state: 'in_review',
  outcome: 'more',
  message: null,
  standing: 1,
  approvalsNeeded: 2,
  keptBy: [],
  ...of,
});
const textOf = (items: BulkItem[]): string =>
  renderToStaticMarkup(<BulkItems items={items} foreseen={null} />)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

it('the first of two approvals is not called done: it says who is missing', () => {
  const text = textOf([item({})]);
  expect(text).toContain('1 of 2 approvals, one more person needed');
  expect(text).not.toContain('Done');
});

it('an approved payout that is kept says by what', () => {
  const text = textOf([item({ outcome: 'kept', state: 'approved', standing: 2, keptBy: ['Stolen card?'] })]);
  expect(text).toContain('Approved, but kept');
  expect(text).toContain('Stolen card?');
});
