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
  delayHours: 24,
  reservePercent: 0,
  reserveDays: 0,
  verificationOwed: null,
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
