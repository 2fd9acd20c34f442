import { expect, it } from 'vitest';
import { DISABLED_WORDS } from '../../connected-accounts/requirement-words.ts';
import { KNOWN_FAILURE_CODES } from '../../payouts/failure-in-words.ts';
import { blockedInWords, failureForOwner, rhythmInWords, whyItWaits } from './owner-words.ts';

/** What nobody learns from a portal: what was noticed, on which list somebody is, who looks and by which rule. */
const TELLING = /fraud|sanction|list|risk|suspic|detect|score|rule|review|operator|polic|velocity|platform/i;

it('no reason of Stripe’s tells the owner what it is about, and none is left without words', () => {
  for (const reason of [...Object.keys(DISABLED_WORDS), 'something_new']) {
    expect(blockedInWords(reason, false), reason).toMatch(/\.$/);
    expect(blockedInWords(reason, false), reason).not.toMatch(TELLING);
  }
  expect(blockedInWords(null, false)).toBeNull();
  expect(blockedInWords('requirements.past_due', true)).not.toContain('overdue');
});

it('a failed payout is told with what its owner can do, and an unknown code without a guess', () => {
  for (const code of KNOWN_FAILURE_CODES) expect(failureForOwner(code), code).not.toMatch(TELLING);
  expect(failureForOwner('account_closed')).toBe(
    'The bank account is closed. Give another bank account under Account. The money comes back to your balance.',
  );
  for (const code of [null, 'something_new', 'bank_ownership_changed', 'constructor'])
    expect(failureForOwner(code)).toBe('It did not arrive. The money comes back to your balance.');
});

it('why a payout waits is each reason once, and a reason in any case', () => {
  const open = { isStopped: false, holdTexts: [], isWaiting: false };
  for (const state of ['in_review', 'approved', 'dispatching', 'unknown', 'refused']) {
    expect(whyItWaits({ ...open, state })).toHaveLength(1);
    expect(whyItWaits({ ...open, state }).join()).not.toMatch(TELLING);
  }
  expect(whyItWaits({ ...open, state: 'approved', isWaiting: true })).toEqual([
    'It is approved and leaves by itself after a waiting time.',
  ]);
  const checked = { isStopped: true, holdTexts: ['Checked.', 'Checked.'], isWaiting: true };
  expect(whyItWaits({ state: 'in_review', ...checked })).toEqual([
    'Payouts are stopped for the moment. Nothing is lost, and they go on by themselves.',
    'Checked.',
  ]);
});

it('who starts payouts is said, and a schedule that is not known is no schedule', () => {
  const byUs = { isPaidByRequest: true, isOnRequest: false };
  const byStripe = { isPaidByRequest: false, isOnRequest: false };
  expect(rhythmInWords({ ...byUs, interval: 'daily' })).toMatch(/^We start/);
  expect(rhythmInWords({ ...byUs, isOnRequest: true, interval: 'manual' })).toMatch(/when you ask/);
  expect(rhythmInWords({ ...byStripe, interval: 'daily' })).toMatch(/every working day/);
  expect(rhythmInWords({ ...byStripe, interval: 'manual' })).toMatch(/by hand/);
});
