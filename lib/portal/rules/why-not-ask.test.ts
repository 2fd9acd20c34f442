import { expect, it } from 'vitest';
import { ASKED_IN_A_DAY_MAX, whyNotAsk, whyNotAskMore, type AskingFacts } from './why-not-ask.ts';

const FREE: AskingFacts = {
  isPaidByRequest: true,
  isOnRequest: true,
  startsBy: null,
  isDisconnected: false,
  payoutsEnabled: true,
  disabledReason: null,
  isNew: false,
  isAsked: false,
  isClosed: false,
  letsGiveDetails: true,
  letsChangeDestination: true,
  isStopped: false,
  stoppedCurrencies: [],
  holds: [],
  askedInADay: 0,
  open: new Map(),
  reserve: null,
};

it('whoever is paid on request may ask when nothing stands in the way', () => {
  expect(whyNotAsk(FREE, 'usd')).toBeNull();
  expect(
    whyNotAsk({ ...FREE, open: new Map([['eur', 1n]]), askedInADay: ASKED_IN_A_DAY_MAX - 1 }, 'usd'),
  ).toBeNull();
  expect(whyNotAsk({ ...FREE, holds: [{ currency: 'eur', ownerText: 'Held.' }] }, 'usd')).toBeNull();
  expect(whyNotAsk({ ...FREE, stoppedCurrencies: ['eur'] }, 'usd')).toBeNull();
});

it.each<[string, Partial<AskingFacts>, RegExp]>([
  ['an account that has left', { isDisconnected: true }, /left the platform/],
  ['one that is paid by a schedule', { isOnRequest: false }, /start by themselves/],
  [
    'one that Stripe does not pay',
    { payoutsEnabled: false, disabledReason: 'rejected.fraud' },
    /no payments any more/,
  ],
  ['one without a reason of Stripe’s', { payoutsEnabled: false }, /See under Account/],
  [
    'one that waits for Stripe and is asked for more',
    { payoutsEnabled: false, disabledReason: 'requirements.pending_verification', isAsked: true },
    /asks for more/,
  ],
  ['a stop', { isStopped: true }, /stopped for the moment/],
  [
    'a hold of the account',
    { holds: [{ currency: null, ownerText: 'It is checked.' }] },
    /^It is checked\.$/,
  ],
  [
    'a hold of the currency',
    { holds: [{ currency: 'usd', ownerText: 'It is checked.' }] },
    /^USD: It is checked\.$/,
  ],
  ['a stop of the currency', { stoppedCurrencies: ['eur', 'usd'] }, /^USD: Payouts are stopped/],
  ['one that is closed, also while Stripe still pays it', { isClosed: true }, /while the account is closed/],
  ['one that is open', { open: new Map([['usd', 1n]]) }, /already/],
  ['too many in a day', { askedInADay: ASKED_IN_A_DAY_MAX }, /5 times in 24 hours/],
])('%s is refused in an owner’s words', (_what, facts, words) => {
  const said = whyNotAsk({ ...FREE, ...facts }, 'usd');
  expect(said).toMatch(words);
  expect(said).not.toMatch(/fraud|risk|suspic|detect|score|rule|policy|kill|acct_/i);
});

it('reasons come one by one, so that a page can leave out what it says already', () => {
  const holds = [
    { currency: null, ownerText: 'One.' },
    { currency: 'usd', ownerText: 'Two.' },
    { currency: 'usd', ownerText: 'One.' },
  ];
  expect(whyNotAskMore({ ...FREE, holds }, 'usd')).toEqual(['One.', 'USD: Two.', 'USD: One.']);
  expect(whyNotAsk({ ...FREE, holds }, 'usd')).toBe('One. USD: Two. USD: One.');
  expect(whyNotAskMore({ ...FREE, open: new Map([['usd', 1n]]) }, 'usd')).toEqual([]);
});
