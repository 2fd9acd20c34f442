import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { BulkDecision, BulkItem } from '#lib/approvals/types.ts';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { BulkItems } from './bulk-items.tsx';
import { BulkProgress } from './bulk-progress.tsx';

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
  takeBack: null,
  ...of,
});
const textOf = (items: BulkItem[]): string =>
  renderToStaticMarkup(
    <BulkItems items={items} preview={null} takeBack={() => Promise.resolve({ ok: true })} />,
  )
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

it('each approval of one’s own has its own way back, with its end; after that it says that it is over', () => {
  const until = new Date('2026-11-22T12:00:09Z');
  const drawn = renderToStaticMarkup(
    <BulkItems
      items={[
        item({ connectedAccountName: 'Leaves', outcome: 'done', takeBack: { until } }),
        item({ payoutRequestId: 'prq_2', connectedAccountName: 'Waits', takeBack: { until: null } }),
        item({ payoutRequestId: 'prq_3', connectedAccountName: 'Left', outcome: 'done', takeBack: 'over' }),
        item({ payoutRequestId: 'prq_4', connectedAccountName: 'Theirs' }),
      ]}
      preview={null}
      takeBack={() => Promise.resolve({ ok: true })}
    />,
  );
  const [, leaves = '', waits = '', left = '', theirs = ''] = drawn
    .split('<tr>')
    .slice(1)
    .map((row) => row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));
  expect(leaves).toMatch(/Take back Leaves until .*12:00:09/);
  expect(waits).toContain('Take back Waits');
  expect(waits).not.toContain('until');
  expect(left).toContain('the time to take it back is over');
  expect(left).not.toContain('Take back Left');
  expect(theirs).not.toContain('Take back');
});

it('one that was stopped says by whom and when', () => {
  const at = new Date('2026-11-22T12:00:09Z');
  const bulk: BulkDecision = {
    bulkDecisionId: 'bdc_1',
    decision: 'approve',
    reason: null,
    state: 'stopped',
    root: 'x',
    retryOf: null,
    isOwn: true,
    operatorName: 'Ines',
    wanted: 2,
    prepared: 2,
    madeAt: at,
    endedAt: at,
    stopped: { by: 'Marek', isOwn: false, at },
    counts: {
      done: 1,
      more: 0,
      kept: 0,
      void: 0,
      decided: 0,
      forbidden: 0,
      left_out: 0,
      failed: 0,
      waiting: 1,
    },
    totals: [],
    takeBack: null,
  };
  const drawn = (of: Partial<BulkDecision>) =>
    renderToStaticMarkup(<BulkProgress bulk={{ ...bulk, ...of }} />);
  expect(drawn({})).toMatch(/Stopped by Marek .*2026-11-22T12:00:09/);
  expect(drawn({ stopped: { by: 'Ines', isOwn: true, at } })).toContain('Stopped by you');
  expect(drawn({ state: 'done', stopped: null })).not.toContain('Stopped');
});
