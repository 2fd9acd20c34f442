import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { StepUpWays } from '#lib/approvals/types.ts';
import type { SegmentView } from '#lib/connected-accounts/types.ts';
import { SegmentCard } from './segment-card.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const at = new Date('2026-11-22T12:00:00Z');
const segment: SegmentView = {
  connectedAccountId: 'acct_1',
  band: 'high',
  bandSince: at,
  scoredBand: 'low',
  points: 1,
  expectedLossBp: 10,
  segmentAssessmentId: 'sga_1',
  assessedAt: at,
  dueAt: at,
  effects: [
    { name: 'Wait', words: '24 hours for each payout' },
    { name: 'Reserve', words: '5 % of what became available in 30 days' },
    { name: 'Reviewers', words: 'one person above 2,000.00 EUR' },
    { name: 'Verification', words: 'above about 10,000 USD in 30 days no answer may be due at Stripe' },
  ],
  verificationOwed:
    'Takes more than about 10,000 USD in 30 days and owes Stripe an answer, so a person decides.',
  items: [],
  outside: [],
  scorecardHash: 'a'.repeat(64),
  proposal: {
    segmentProposalId: 'sgp_1',
    toBand: 'low',
    proposedAt: at,
    proposedBy: 'opr_2',
    changes: [{ name: 'Wait', now: '24 hours for each payout', then: 'none' }],
    waiting: { count: 2, until: at },
    root: 'b'.repeat(64),
  },
  history: [],
};
const action = () => Promise.resolve({ ok: true as const });
const WAYS: StepUpWays = { hasPasskey: false, hasCodes: true, nextCodeAt: null, demo: null };
const drawn = (whyNotAgree: string | null, ways = WAYS): string =>
  renderToStaticMarkup(
    <SegmentCard
      segment={segment}
      actions={{ confirm: action, refuse: action, ways }}
      whyNotAgree={whyNotAgree}
    />,
  );

it('whoever counts as the hand that led to a looser band is told before the press, and can still keep the stricter one', () => {
  expect(drawn(null)).toContain('Agree to the looser band');
  const html = drawn('You gave Noor Haddad their link to sign in.');
  expect(html).toContain('You gave Noor Haddad their link to sign in. Somebody else agrees');
  expect(html).not.toContain('Agree to the looser band');
  expect(html).toContain('Keep the stricter one');
});

it('one point is one point', () => {
  expect(drawn(null)).toContain('1 point.');
});

it('says all that the band does, with its figures, and what is owed by that', () => {
  const text = drawn(null).replaceAll(/<[^>]+>/g, '');
  for (const { name, words } of segment.effects) expect(text).toContain(`${name}: ${words}.`);
  expect(text).toContain(segment.verificationOwed);
});

it('says before the press what changes, and what waits and keeps its wait', () => {
  const text = drawn(null).replaceAll(/<[^>]+>/g, '');
  expect(text).toContain('Wait: 24 hours for each payout →becomes none');
  expect(text).toContain('2 payouts of this account wait and keep their waits');
});

it('is agreed to with a proof of exactly this change, and by nobody who has none', () => {
  expect(drawn(null)).toContain(`value="${'b'.repeat(64)}"`);
  expect(drawn(null)).toContain('One-time code');
  const html = drawn(null, { ...WAYS, hasCodes: false });
  expect(html).toContain('you have none that counts yet');
  expect(html).not.toContain('Agree to the looser band');
});
