import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { ForgottenPayout as Forgotten } from '#lib/payouts/types.ts';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { ForgottenPayout } from './forgotten-payout.tsx';

vi.mock('../ui/keep-fresh.tsx', () => ({
  KeepFresh: ({ everyMs }: { everyMs: number }) => <i data-fresh={everyMs} />,
}));
vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const forgotten = (stands: Forgotten['stands'], cancel: Partial<Forgotten['cancel']>): Forgotten => ({
  payoutRequestId: 'prq_1',
  payoutId: 'po_1',
  connectedAccountId: 'acct_1',
  amount: money(125_00n, currency('usd')),
  status: 'in_transit',
  madeAt: new Date('2026-11-21T12:00:00Z'),
  stands,
  root: 'a'.repeat(64),
  cancel: { isPossible: false, root: 'b'.repeat(64), asked: null, ...cancel },
});
const action = () => Promise.resolve({ ok: true as const });
const about = {
  recognise: action,
  cancel: action,
  ways: { hasCodes: true, hasPasskey: false, nextCodeAt: null, demo: null },
};
const drawn = (
  stands: Forgotten['stands'],
  { by = about, ...cancel }: Partial<Forgotten['cancel']> & { by?: typeof about | null } = {},
) => renderToStaticMarkup(<ForgottenPayout forgotten={forgotten(stands, cancel)} about={by} />);

it('offers to say that a forgotten payout is its request’s only where it may be said, to whoever may', () => {
  expect(drawn('may_be_recognised')).toContain('Write it down as sent');
  expect(drawn('may_be_recognised', { by: null })).not.toContain('Write it down as sent');
  for (const stands of [
    'is_to_be_approved',
    'is_to_be_opened',
    'is_given_back',
    'is_another',
    'is_for_somebody_else',
    'is_being_cancelled',
    'is_cancelled',
    'has_ended',
  ] as const)
    expect(drawn(stands), stands).not.toContain('Write it down as sent');
  expect(drawn('is_to_be_approved')).toContain(
    'approve the request: that sends nothing while the payout stands',
  );
});

it('offers to cancel it at Stripe while that is possible, to whoever may, and says what will happen', () => {
  const offer = 'Cancel it at Stripe';
  for (const stands of ['may_be_recognised', 'is_another', 'has_ended'] as const) {
    expect(drawn(stands, { isPossible: true }), stands).toContain(offer);
    expect(drawn(stands, { isPossible: true, by: null }), stands).not.toContain(offer);
    expect(drawn(stands), stands).not.toContain(offer);
  }
  expect(drawn('may_be_recognised', { isPossible: true })).toContain('the bank gets nothing');
});

it('says who had it cancelled and what came of it', () => {
  const asked = (because: string | null) => ({
    asked: { by: 'Marek', at: new Date('2026-11-21T12:01:00Z'), reason: 'Paid by hand.', because },
  });
  const waiting = drawn('is_being_cancelled', asked(null));
  expect(waiting).toContain('Marek asked at');
  expect(waiting).toContain('“Paid by hand.”');
  expect(waiting).toContain('A worker asks Stripe for it now.');
  expect(drawn('is_being_cancelled', asked('Stripe cannot be reached.'))).toContain(
    'Stripe has not answered yet: Stripe cannot be reached.',
  );
  expect(drawn('is_cancelled', asked(null))).toContain('Stripe cancelled it.');
  expect(drawn('may_be_recognised', asked('Stripe says: too late.'))).toContain(
    'Stripe did not cancel it: Stripe says: too late.',
  );
});

it('is read again by itself while a worker has it, and asks for a reload only where no script does that', () => {
  for (const stands of ['is_being_cancelled', 'is_given_back'] as const) {
    const html = drawn(stands);
    expect(html, stands).toMatch(/data-fresh="\d+"/);
    expect(html.replaceAll(/<noscript>.*?<\/noscript>/g, ''), stands).not.toContain('Reload');
    expect(html, stands).toContain('<noscript> Reload the page then.</noscript>');
  }
  for (const stands of ['may_be_recognised', 'is_cancelled', 'has_ended'] as const)
    expect(drawn(stands), stands).not.toContain('data-fresh');
});
