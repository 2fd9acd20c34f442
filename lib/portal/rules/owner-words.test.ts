import { expect, it } from 'vitest';
import { DISABLED_WORDS } from '../../connected-accounts/requirement-words.ts';
import { KNOWN_FAILURE_CODES } from '../../payouts/failure-in-words.ts';
import {
  blockedInWords,
  failureForOwner,
  isPaidByStripe,
  rhythmInWords,
  whyItWaits,
  type StartsBy,
  type BankChange,
} from './owner-words.ts';

/** What nobody learns from a portal: what was noticed, on which list somebody is, who looks and by which rule. */
const TELLING = /fraud|sanction|list|risk|suspic|detect|score|rule|review|operator|polic|velocity|platform/i;

const OLD = { isNew: false, isAsked: false };
const BANKS: readonly BankChange[] = ['here', 'by_us', 'at_stripe'];

it('no reason of Stripe’s tells the owner what it is about, and none is left without words', () => {
  for (const reason of [...Object.keys(DISABLED_WORDS), 'something_new']) {
    expect(blockedInWords(reason, OLD), reason).toMatch(/\.$/);
    expect(blockedInWords(reason, OLD), reason).not.toMatch(TELLING);
  }
  expect(blockedInWords(null, OLD)).toBeNull();
  expect(blockedInWords('requirements.past_due', { ...OLD, isNew: true })).not.toContain('overdue');
});

it('a failed payout is told with what its owner can do, and an unknown code without a guess', () => {
  for (const code of KNOWN_FAILURE_CODES)
    for (const bank of BANKS) expect(failureForOwner(code, bank), code).not.toMatch(TELLING);
  expect(failureForOwner('account_closed', 'here')).toBe(
    'The bank account is closed. Give another bank account under Account. The money comes back to your balance.',
  );
  for (const code of [null, 'something_new', 'bank_ownership_changed', 'constructor'])
    expect(failureForOwner(code, 'here')).toBe('It did not arrive. The money comes back to your balance.');
});

it('why a payout waits is each reason once, and a reason in any case', () => {
  const open = {
    isDisconnected: false,
    isClosed: false,
    payoutsEnabled: true,
    holdTexts: [],
    isWaiting: false,
  };
  for (const state of ['in_review', 'approved', 'dispatching', 'unknown', 'refused']) {
    expect(whyItWaits({ ...open, state })).toHaveLength(1);
    expect(whyItWaits({ ...open, state }).join()).not.toMatch(TELLING);
  }
  expect(whyItWaits({ ...open, state: 'approved', isWaiting: true })).toEqual([
    'It is approved and leaves by itself after a waiting time.',
  ]);
  const closed = whyItWaits({ ...open, isClosed: true, state: 'in_review', holdTexts: ['Checked.'] });
  expect(closed).toEqual([
    'Payouts do not leave while the account is closed. The money stays in your balance.',
  ]);
  const checked = { ...open, holdTexts: ['Checked.', 'Checked.'], isWaiting: true };
  expect(whyItWaits({ ...checked, state: 'in_review' })).toEqual(['Checked.']);
  expect(whyItWaits({ ...checked, payoutsEnabled: false, state: 'approved' })).toHaveLength(2);
  expect(whyItWaits({ ...checked, isDisconnected: true, state: 'approved' })).toEqual([
    'It cannot leave: this account has left the platform.',
  ]);
});

it('nobody is sent to a page of ours that takes no bank account', () => {
  for (const code of KNOWN_FAILURE_CODES) {
    expect(failureForOwner(code, 'by_us'), code).not.toContain('under Account');
    expect(failureForOwner(code, 'at_stripe'), code).not.toMatch(/under Account|[Ww]rite to us/);
  }
  expect(failureForOwner('account_closed', 'at_stripe')).toContain('Give Stripe another bank account.');
});

it('who waits for Stripe and is asked for more is not told that nothing needs to be done', () => {
  const reason = 'requirements.pending_verification';
  expect(blockedInWords(reason, OLD)).toContain('Nothing needs to be done about that.');
  expect(blockedInWords(reason, { ...OLD, isAsked: true })).toBe(
    'Stripe is checking what you sent, and asks for more.',
  );
});

const NOTHING_STAYS = { isEverything: false, currencies: [], isPart: false };
const PAID = {
  isOver: false,
  isNew: false,
  payoutsEnabled: true,
  isPaidByRequest: true,
  startsBy: 'daily' as StartsBy | null,
  stays: NOTHING_STAYS,
};

it('who starts payouts is said, and a schedule that is not known is no schedule', () => {
  const byStripe = { ...PAID, isPaidByRequest: false };
  for (const startsBy of ['daily', 'weekly', 'monthly', 'threshold'] as const)
    expect(rhythmInWords({ ...PAID, startsBy, interval: 'manual' })).toMatch(/^We start/);
  // Whoever else pays it: Stripe does, and pays all there is.
  expect(rhythmInWords({ ...PAID, interval: 'daily' })).toMatch(/every working day/);
  expect(rhythmInWords({ ...PAID, startsBy: null, interval: 'manual' })).toMatch(/when you ask/);
  expect(rhythmInWords({ ...byStripe, interval: 'daily' })).toMatch(/every working day/);
  expect(rhythmInWords({ ...byStripe, interval: 'manual' })).toMatch(/by hand/);
  for (const isEverything of [true, false])
    expect(rhythmInWords({ ...byStripe, interval: null, stays: { ...NOTHING_STAYS, isEverything } })).toBe(
      'Stripe has not told us how your payouts start.',
    );
});

it('nobody who is paid nothing is told when payouts start', () => {
  for (const interval of ['daily', 'manual', null])
    for (const isPaidByRequest of [true, false]) {
      const account = { ...PAID, isPaidByRequest, interval };
      expect(rhythmInWords({ ...account, isOver: true })).toBeNull();
      expect(rhythmInWords({ ...account, payoutsEnabled: false })).toMatch(/^Stripe makes no payouts/);
      expect(rhythmInWords({ ...account, payoutsEnabled: false, isNew: true })).toMatch(
        /^There are no payouts before/,
      );
    }
});

it('whom Stripe pays is who has a schedule of Stripe’s, or may have one, and is paid at all', () => {
  const byStripe = { ...PAID, isPaidByRequest: false, interval: 'weekly' };
  expect(isPaidByStripe(byStripe)).toBe(true);
  // It may have one that it does not tell, and then nothing of ours keeps that money.
  expect(isPaidByStripe({ ...byStripe, interval: null })).toBe(true);
  for (const other of [
    { payoutsEnabled: false },
    { payoutsEnabled: false, interval: null },
    { interval: 'manual' },
    { interval: null, isPaidByRequest: true },
  ])
    expect(isPaidByStripe({ ...byStripe, ...other })).toBe(false);
});
