import { expect, it } from 'vitest';
import type { RejectionView } from '#lib/connected-accounts/types.ts';
import { effectsOfRejecting, endInWords } from './rejection-words.ts';

const at = new Date('2026-11-20T12:00:00Z');
const view: RejectionView = {
  ...{
    accountRejectionId: 'rej_1',
    act: 'reject',
    forWhat: 'Another reason',
    reviewerText: 'x',
    state: 'done',
  },
  ...{ askedById: 'opr_1', askedBy: 'Ines', askedAt: at, decidedBy: 'Marek', decidedAt: at, endedAt: at },
  ...{ isTakenBack: false, whyNot: null },
  ...{ problem: null, root: null },
};

it('says what became of it', () => {
  expect(endInWords(view)).toBe('Marek confirmed the rejection, and Stripe shows it.');
  expect(endInWords({ ...view, state: 'declined', act: 'unreject' })).toBe(
    'Marek declined the end of the rejection.',
  );
  expect(endInWords({ ...view, state: 'declined', isTakenBack: true })).toBe(
    'Marek no longer asked for the rejection.',
  );
  expect(endInWords({ ...view, state: 'refused', problem: 'Stripe says: no.' })).toBe(
    'Marek confirmed the rejection, and Stripe refused it. Stripe says: no.',
  );
});

it('counts what of the money it meets, before and after it was asked for', () => {
  const quiet = { undecidedPayouts: 0, payoutsOnTheirWay: 0, open: null };
  expect(effectsOfRejecting(quiet)).toHaveLength(3);
  const [first, , , undecided, onTheWay] = effectsOfRejecting({
    undecidedPayouts: 1,
    payoutsOnTheirWay: 2,
    open: view,
  });
  expect(first).toContain('has been held since it was asked for');
  expect(undecided).toContain('1 payout that has not left stays held.');
  expect(onTheWay).toContain('2 payouts are with Stripe already');
});
