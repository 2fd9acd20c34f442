import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { DecisionActs, type DecisionActions } from './decision-acts.tsx';
import { DECISION_KEYS } from './decision-keys.ts';
import type { DecisionRights } from './decision-rights.ts';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const action = () => Promise.resolve({ ok: true as const });
const actions: DecisionActions = {
  approve: action,
  reject: action,
  undo: action,
  takeOver: action,
  cancel: action,
  amend: action,
  reopen: action,
  hold: action,
  lower: action,
};
const rights: DecisionRights = {
  mayApprove: true,
  mayReject: true,
  mayCancel: true,
  mayPropose: true,
  mayHold: true,
  mayRelease: true,
  mayResolve: true,
  mine: 'opr_me',
  isAsker: false,
  hasApproved: false,
  isOpenByMe: false,
  ways: { hasCodes: true, hasPasskey: true, nextCodeAt: null, demo: null },
  sameHands: new Map(),
  root: 'a'.repeat(64),
  stand: '',
};
type Gone = { fact: string; next: string } | null;
const drawn = (of: Partial<PayoutRequestDetail> = {}, own: Partial<DecisionRights> = {}, gone: Gone = null) =>
  renderToStaticMarkup(
    <DecisionActs
      request={
        {
          payoutRequestId: 'prq_1',
          connectedAccountId: 'acct_1',
          connectedAccountName: 'Shop',
          amount: money(40_00n, currency('usd')),
          state: 'in_review',
          reviewer: null,
          forgotten: null,
          oneHand: null,
          approvalsNeeded: 2,
          standing: 0,
          lostApprovals: [],
          holds: [],
          reopening: null,
          destinations: [],
          preview: { version: 1, payloadHash: 'h', previewHash: 'p', isKept: false, destinationGone: gone },
          ...of,
        } as unknown as PayoutRequestDetail // all that the acts read
      }
      rights={{ ...rights, ...own }}
      actions={actions}
      nextHref={null}
    />,
  );
const lettersOf = (html: string): string =>
  [...html.matchAll(/data-decide="([a-z])"/g)].map(([, letter]) => letter).join('');

it('while its destination is gone nobody is offered to approve it or a part of it, and is told why and what comes next', () => {
  expect(lettersOf(drawn())).toBe('arhpc');
  const html = drawn(
    {},
    {},
    { fact: 'Bank •••• 1 was removed. Nobody can approve it.', next: 'Next: reject it.' },
  );
  expect(lettersOf(html)).toBe('rhc');
  expect(html).toContain('Nobody can approve it.');
  expect(html).toContain('Next: reject it.');
});

it('one that came back is offered to be opened again only where that can succeed; what comes next is said either way', () => {
  const back = (isPossible: boolean) =>
    drawn({
      state: 'returned',
      reopening: { isPossible, fact: 'Bank •••• 1 takes no payouts.', next: 'Next: wait.' },
    });
  expect(lettersOf(back(true))).toBe('oc');
  expect(lettersOf(back(false))).toBe('c');
  for (const html of [back(true), back(false)])
    expect(html).toContain('Bank •••• 1 takes no payouts.</b> Next: wait.');
});

it('where it goes can be chosen among several destinations alone, and the amount stands there already', () => {
  const mine = (...labels: string[]) =>
    drawn(
      {
        destinationId: 'ba_0',
        destinations: labels.map((label, at) => ({ destinationId: `ba_${String(at)}`, label })),
      },
      { isAsker: true },
    );
  expect(mine('Bank •••• 1')).not.toContain('Goes to');
  const several = mine('Bank •••• 1', 'Other •••• 2');
  expect(several).toMatch(
    /Goes to.*<option value="ba_0"[^>]*>Bank •••• 1, as so far<.*<option value="ba_1"[^>]*>Other •••• 2</,
  );
  expect(several).toContain('value="40.00"');
});

it('every act has a letter that the help knows, shown on its button', () => {
  const busy = { reviewer: { operatorId: 'opr_2', name: 'Anna', until: new Date() } };
  const shown = [
    drawn(),
    drawn(busy),
    drawn({}, { isAsker: true }),
    drawn({ state: 'refused', reopening: { isPossible: true, fact: null, next: 'Next: open it again.' } }),
  ].join('');
  expect([...new Set(lettersOf(shown))].sort().join('')).toBe('aceho' + 'prt');
  for (const letter of new Set(lettersOf(shown))) {
    expect(DECISION_KEYS.map(({ key }) => key)).toContain(letter);
    expect(shown).toContain(`<kbd aria-hidden="true">${letter}</kbd>`);
  }
});

it('the code stands with the button that sends it, and the passkey after both; without codes no button needs one', () => {
  const both = drawn();
  expect(both.indexOf('One-time code')).toBeLessThan(both.indexOf('Approve with the code'));
  const alone = drawn({}, { ways: { ...rights.ways, hasCodes: false } });
  expect(alone).not.toContain('One-time code');
  expect(alone).not.toContain('with the code');
  const none = drawn({}, { ways: { ...rights.ways, hasCodes: false, hasPasskey: false } });
  expect(none).toContain('you have none that counts yet');
});

it('each button of a decision has a word of its own for while it waits', () => {
  const waiting = (of: Partial<PayoutRequestDetail> = {}, own: Partial<DecisionRights> = {}) =>
    [...drawn(of, own).matchAll(/data-other="([^"]*)"/g)].map(([, word]) => word);
  expect(waiting()).toEqual(['Approving …', 'Rejecting …', 'Holding …', 'Letting it go …', 'Cancelling …']);
  expect(waiting({ reviewer: { operatorId: 'opr_2', name: 'Anna', until: new Date() } })).toContain(
    'Taking over …',
  );
  expect(waiting({}, { isAsker: true })).toContain('Changing …');
  expect(waiting({}, { hasApproved: true })).toContain('Taking it back …');
  expect(
    waiting({ state: 'refused', reopening: { isPossible: true, fact: null, next: 'Next: open it again.' } }),
  ).toContain('Opening …');
});
