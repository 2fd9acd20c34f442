import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { ForgottenPayout as Forgotten } from '#lib/payouts/types.ts';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { ForgottenPayout } from './forgotten-payout.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const forgotten = (stands: Forgotten['stands']): Forgotten => ({
  payoutRequestId: 'prq_1',
  payoutId: 'po_1',
  connectedAccountId: 'acct_1',
  amount: money(125_00n, currency('usd')),
  status: 'in_transit',
  madeAt: new Date('2026-11-21T12:00:00Z'),
  stands,
  root: 'a'.repeat(64),
});
const recognise = {
  action: () => Promise.resolve({ ok: true as const }),
  ways: { hasCodes: true, hasPasskey: false, nextCodeAt: null, demo: null },
};
const drawn = (stands: Forgotten['stands'], by: typeof recognise | null = recognise) =>
  renderToStaticMarkup(<ForgottenPayout forgotten={forgotten(stands)} recognise={by} />);

it('offers to say that a forgotten payout is its request’s only where it may be said, to whoever may', () => {
  expect(drawn('may_be_recognised')).toContain('Write it down as sent');
  expect(drawn('may_be_recognised', null)).not.toContain('Write it down as sent');
  for (const stands of [
    'is_to_be_approved',
    'is_to_be_opened',
    'is_given_back',
    'is_another',
    'is_for_somebody_else',
  ] as const)
    expect(drawn(stands), stands).not.toContain('Write it down as sent');
  expect(drawn('is_to_be_approved')).toContain(
    'approve the request: that sends nothing while the payout stands',
  );
});
