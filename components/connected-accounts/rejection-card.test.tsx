import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { RejectionStanding, RejectionView } from '#lib/connected-accounts/types.ts';
import { RejectionCard } from './rejection-card.tsx';

const view: RejectionView = {
  accountRejectionId: 'rej_1',
  act: 'reject',
  forWhat: 'Fraud of another kind',
  reviewerText: 'Forty complaints.',
  state: 'done',
  askedById: 'opr_1',
  askedBy: 'Ines Okafor',
  askedAt: new Date('2026-11-20T12:00:00Z'),
  decidedBy: 'Marek Dudek',
  decidedAt: new Date('2026-11-21T09:30:00Z'),
  isTakenBack: false,
  whyNot: null,
  endedAt: null,
  problem: null,
  root: null,
};
const drawn = (of: Partial<RejectionStanding>): string =>
  renderToStaticMarkup(
    <RejectionCard
      connectedAccountId="acct_1"
      standing={{
        isRejected: false,
        rejectedBy: null,
        reasons: {} as RejectionStanding['reasons'], // nobody who may ask looks
        cannot: null,
        open: null,
        ended: [],
        undecidedPayouts: 0,
        payoutsOnTheirWay: 0,
        ...of,
      }}
      actions={null}
    />,
  );
const BOTH =
  /Ines Okafor<\/b> asked <time dateTime="2026-11-20T12:00:00.000Z".*, for: Fraud of another kind\..*Marek Dudek<\/b> confirmed <time dateTime="2026-11-21T09:30:00.000Z".*Forty complaints\./;

it('a rejected account names who asked, who confirmed, when, for what and why', () => {
  expect(drawn({ isRejected: true, rejectedBy: view, ended: [] })).toMatch(BOTH);
  const elsewhere = drawn({ isRejected: true });
  expect(elsewhere).toContain('Nobody asked for it in Sluice');
  expect(elsewhere).not.toContain('confirmed');
});

it('one that waits names who asked alone, and one that Stripe is told of both', () => {
  const asked = drawn({ open: { ...view, state: 'asked', decidedBy: null, decidedAt: null } });
  expect(asked).toContain('Ines Okafor');
  expect(asked).not.toContain('confirmed <time');
  expect(drawn({ open: { ...view, state: 'confirmed' } })).toMatch(BOTH);
});

it('one that was declined names who declined it, and why not', () => {
  const declined = drawn({ ended: [{ ...view, state: 'declined', whyNot: 'They answered.' }] });
  expect(declined).toMatch(/Marek Dudek declined the rejection\..*They answered\..*Ines Okafor<\/b> asked/);
});
