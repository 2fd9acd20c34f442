import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { ForgottenPayout } from '#lib/payouts/types.ts';
import { CancelDoes } from './cancel-does.tsx';

const drawn = (stands: ForgottenPayout['stands'] | null): string => {
  const amount = money(125_00n, currency('usd'));
  const forgotten: ForgottenPayout | null =
    stands === null
      ? null
      : {
          payoutRequestId: 'prq_1',
          payoutId: 'po_1Kept',
          connectedAccountId: 'acct_1A',
          amount,
          status: 'pending',
          madeAt: new Date('2026-11-23T09:30:00Z'),
          stands,
          root: 'x',
          cancel: { isPossible: true, root: 'y', asked: null },
        };
  return renderToStaticMarkup(<CancelDoes request={{ amount, forgotten }} />);
};

it('says of a payout that Stripe has for the request already that it stays, and sends that with the form', () => {
  const html = drawn('may_be_recognised');
  expect(html).toContain('Nothing more leaves. po_1Kept, which Stripe has for it already, stays as it is.');
  expect(html).toContain('name="stays" value="po_1Kept"');
  for (const none of [drawn(null), drawn('is_cancelled')]) {
    expect(none).toContain('Nothing leaves, and the money is free again.');
    expect(none).not.toContain('stays');
  }
});
