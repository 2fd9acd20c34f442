import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { HoldView } from '#lib/holds/types.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { RequestWhy } from './request-evidence.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), refresh: vi.fn() }) }));

const at = new Date('2026-11-22T12:00:00Z');
const hold = (of: Partial<HoldView>): HoldView => ({
  holdId: 'hld_1',
  connectedAccountId: 'acct_1',
  payoutRequestId: null,
  currency: null,
  source: 'operator',
  reason: 'reserve',
  keepsPercent: 100,
  rollingDays: null,
  reviewerText: 'Two months without payouts.',
  ownerText: 'A part is kept.',
  asked: 'nothing',
  placedBy: 'Ines Okafor',
  placedAt: at,
  reviewBy: at,
  escalatedAt: null,
  state: 'open',
  releaseAskedById: null,
  releaseAskedBy: null,
  releaseAskedAt: null,
  releaseReason: null,
  releaseRoot: null,
  releasedBy: null,
  releasedAt: null,
  lockStrength: 'manual_sole_payer',
  ceilingAt: at,
  ceilingDays: 90,
  country: 'DE',
  ...of,
});
const action = () => Promise.resolve({ ok: true as const });
const actions = {
  ask: action,
  confirm: action,
  keep: action,
  ways: { hasCodes: true, hasPasskey: false, nextCodeAt: null, demo: null },
  sameHands: new Map<string, string>(),
};
const drawn = (holds: HoldView[], heldBy: string[], state = 'in_review'): string =>
  renderToStaticMarkup(
    <RequestWhy
      request={
        {
          payoutRequestId: 'prq_1',
          state,
          holds,
          preview: { heldBy },
          unknown: null,
          forgotten: null,
          waitsUntil: null,
          waitReasons: [],
          routeReasons: [],
          particulars: [],
          route: 'people',
          failureCode: null,
          attempts: [],
        } as unknown as PayoutRequestDetail // all that these sections read
      }
      ownerReads={new Map([['hld_1', ['The account is closed.']]])}
      now={at}
      mine="opr_me"
      holdActions={actions}
      confirmAbsence={null}
      aboutForgotten={null}
    />,
  );

it('only what keeps a payout is said to hold it: a reserve that it leaves untouched stands apart, and is no “Held”', () => {
  const reserve = hold({ holdId: 'hld_2', keepsPercent: 10 });
  const beside = drawn([reserve], []);
  expect(beside).not.toContain('Held because');
  expect(beside).not.toContain('>Held<');
  expect(beside).toContain('Kept of the balance, not of this payout');
  expect(beside).toContain('>Reserve<');
  // The same reserve in the way of a payout that would eat into it.
  const inTheWay = drawn([reserve], ['hld_2']);
  expect(inTheWay).toContain('Held because');
  expect(inTheWay).toContain('>Held<');
  expect(inTheWay).not.toContain('Kept of the balance');
});

it('what is past being held is not held by what stands on its account', () => {
  const html = drawn([hold({})], ['hld_1'], 'unknown');
  expect(html).not.toContain('Held because');
  expect(html).toContain('On the account; not in the way of this payout');
});

it('what was released is only said to have been', () => {
  const html = drawn([hold({ state: 'released', releasedAt: at })], []);
  expect(html).toContain('Was held');
  expect(html).not.toContain('Nothing is held');
});

it('of an open hold stands what its owner’s pages say, not what was written when it was placed', () => {
  const html = drawn([hold({}), hold({ holdId: 'hld_2' })], ['hld_1', 'hld_2']);
  expect(html).toContain('The owner reads: “The account is closed.”');
  expect(html).toContain('The owner reads nothing of it.');
  expect(html).not.toContain('A part is kept.');
});

it('one letter opens the form of the first hold that its reader can do something about', () => {
  const asked = hold({ holdId: 'hld_2', state: 'release_asked', releaseAskedById: 'opr_me' });
  const html = drawn([asked, hold({}), hold({ holdId: 'hld_3' })], ['hld_1', 'hld_2', 'hld_3']);
  expect(html.match(/data-decide="l"/g)).toHaveLength(1);
  expect(html.match(/<kbd[^>]*>l<\/kbd>/g)).toHaveLength(1);
});

it('a hold for missing documents leads to where its owner is asked for them, and says how far that is', () => {
  const told = (of: Partial<HoldView>) => drawn([hold(of)], ['hld_1']);
  const missing = { reason: 'documents_missing' } as const;
  expect(told({ ...missing, asked: 'nothing' })).toMatch(
    /was not asked for them here.*<a href="\/connected-accounts\/acct_1#information">Ask them<\/a>/,
  );
  expect(told({ ...missing, asked: 'waiting' })).toMatch(
    /has not answered yet.*#information">See what they were asked</,
  );
  expect(told({ ...missing, asked: 'answered' })).toMatch(/has answered.*#information">See the answer</);
  expect(told({ asked: 'nothing' })).not.toContain('#information');
});
