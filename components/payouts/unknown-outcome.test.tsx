import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import type { UnknownOutcome as Unknown } from '#lib/payouts/types.ts';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import { UnknownOutcome } from './unknown-outcome.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const at = new Date('2026-11-21T12:00:00Z');
const unknown = (stands: Unknown['stands']): Unknown => ({
  payoutRequestId: 'prq_1',
  payoutAttemptId: 'pat_1',
  connectedAccountId: 'acct_1',
  renewRoot: 'a'.repeat(64),
  stands,
  asked: {
    amount: money(125_00n, currency('usd')),
    method: 'standard',
    destinationId: 'ba_1',
    idempotencyKey: 'prq_1/1',
    attemptNumber: 1,
    calls: 2,
    firstAt: at,
    lastAt: at,
    until: at,
  },
  answer: {
    statusCode: 500,
    code: 'api_error',
    message: 'No.',
    stripeRequestId: 'req_1',
    isStored: true,
    askedAgainFrom: null,
  },
  list: { lookUps: 3, lastAt: at, nextAt: null, provesFrom: at, absentSince: at },
});
const confirm = () => Promise.resolve({ ok: true as const });
const ways = { hasCodes: true, hasPasskey: false, nextCodeAt: null, demo: null };
const drawn = (stands: Unknown['stands'], action: typeof confirm | null, have = ways) =>
  renderToStaticMarkup(
    <UnknownOutcome unknown={unknown(stands)} confirm={action && { action, ways: have }} />,
  );

describe('an unknown outcome', () => {
  it('offers a new key only when absence is proven, and only to whoever may confirm it', () => {
    expect(drawn('is_absent', confirm)).toContain('Send with a new key');
    expect(drawn('is_absent', confirm)).toContain(
      'It leaves ten seconds later; until then Cancel… stops it.',
    );
    expect(drawn('is_absent', null)).not.toContain('Send with a new key');
    expect(drawn('may_be_asked_again', confirm)).not.toContain('Send with a new key');
    expect(drawn('is_looked_up', confirm)).not.toContain('Send with a new key');
  });

  it('asks whoever confirms to prove that they are there, and offers nothing to whoever cannot', () => {
    expect(drawn('is_absent', confirm)).toContain('One-time code');
    const html = drawn('is_absent', confirm, { ...ways, hasCodes: false });
    expect(html).not.toContain('Send with a new key');
    expect(html).toContain('you have none that counts yet');
  });

  it('says what was asked, what Stripe answered and how often its list was read', () => {
    const html = drawn('is_looked_up', null);
    for (const text of ['prq_1/1', '2 times with this key', 'req_1', 'Stripe repeats this answer', '3 times'])
      expect(html).toContain(text);
  });
});
