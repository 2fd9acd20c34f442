import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { LIFECYCLES, type ConnectedAccountDetail } from '#lib/connected-accounts/types.ts';
import { hitDetail } from '../search/hit-words.ts';
import { AccountHead } from './account-head.tsx';
import { lifecycleWord, payoutsOffWord, requirementState } from './account-words.ts';
import { ConnectedAccountPanel } from './connected-account-panel.tsx';
import { CONNECTED_ACCOUNT_CELLS } from './connected-account-cells.tsx';

const at = new Date('2026-11-20T12:00:00Z');
const NOTHING_ASKED = {
  ...{ isNew: false, blocked: null, deadline: null, comes: null },
  ...{ overdue: [], dueNow: [], dueLater: [], beingChecked: [] },
};

/** As the mirror has it: what Stripe has disabled is `restricted` among the requirements, whatever its standing is. */
const ACCOUNTS = LIFECYCLES.map((lifecycle) => ({
  ...{
    connectedAccountId: 'acct_1',
    displayName: 'Marigold',
    nameOrder: 'marigold',
    lockStrength: 'unknown',
  },
  ...{ country: 'DE', defaultCurrency: 'eur', lifecycle, restrictsAt: at, nextStep: null, information: null },
  ...{ requirementsDue: 0, currentDeadline: null, disabledReason: null, payoutInterval: 'manual' },
  ...{ createdAtStripe: at, readAt: at, chargesEnabled: true, balances: [], requirements: NOTHING_ASKED },
  requirementState:
    lifecycle === 'onboarding'
      ? 'details_missing'
      : ['rejected', 'in_review', 'restricted'].includes(lifecycle)
        ? 'restricted'
        : 'clear',
  payoutsEnabled: ['enabled', 'restricted_soon'].includes(lifecycle),
  deauthorizedAt: lifecycle === 'deauthorized' ? at : null,
}));

type Cells = Record<'lifecycle' | 'requirements' | 'payouts', { state: (row: unknown) => { word: string } }>;
const cells = CONNECTED_ACCOUNT_CELLS as unknown as Cells;

const STANDINGS = LIFECYCLES.map((lifecycle) => lifecycleWord(lifecycle).word);
const textOf = (html: string) => html.replace(/<[^>]*>/g, '\n').split('\n');

describe.each(ACCOUNTS)('an account that is $lifecycle', (row) => {
  const account = row as unknown as ConnectedAccountDetail;
  const standing = cells.lifecycle.state(row).word;

  it('has one standing: on the list, at the head of its page, in the panel and in the search', () => {
    const steps = {
      position: '1 of 1',
      previousHref: null,
      nextHref: null,
      closeHref: '/' as const,
      from: [],
    };
    for (const html of [
      renderToStaticMarkup(<AccountHead account={account} />),
      renderToStaticMarkup(<ConnectedAccountPanel account={account} steps={steps} />),
    ])
      // The word of the column of payouts is the same fact of one that has left.
      expect([...new Set(textOf(html).filter((text) => STANDINGS.includes(text)))]).toEqual([standing]);
    expect(
      hitDetail({
        ...{ kind: 'connected_account', id: 'acct_1', title: 'Marigold', detail: 'acct_1 · DE' },
        ...{ standing: row.lifecycle, amount: null, at: null },
      }),
    ).toBe(`acct_1 · DE · ${standing}`);
  });

  it('has no second one among its requirements', () => {
    expect(STANDINGS).not.toContain(requirementState(row.requirementState).word);
    expect(STANDINGS).not.toContain(cells.requirements.state(row).word);
  });

  it('is off, not yet on or gone in the same word on the list and in the panel', () => {
    expect(cells.payouts.state(row).word).toBe(payoutsOffWord(account) ?? 'Only when asked');
  });
});

it('what is due stands beside a standing that does not say it', () => {
  const [enabled] = ACCOUNTS.filter(({ lifecycle }) => lifecycle === 'enabled');
  const account = { ...enabled, requirementState: 'past_due' } as unknown as ConnectedAccountDetail;
  expect(textOf(renderToStaticMarkup(<AccountHead account={account} />))).toEqual(
    expect.arrayContaining(['Enabled', 'Requirements overdue']),
  );
});
