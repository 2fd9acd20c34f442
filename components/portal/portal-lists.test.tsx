import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PortalPayout, WaitingPayout } from '#lib/portal/types.ts';
import { PortalMoneyCards } from './portal-money.tsx';
import { PortalPayouts } from './portal-payouts.tsx';
import { PortalWaiting } from './portal-waiting.tsx';

const at = new Date('2026-11-13T12:00:00Z');
const gbp = (amount: bigint) => money(amount, currency('gbp'));
const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

const WAITING: WaitingPayout = {
  ...{ payoutRequestId: 'prq_1', amount: gbp(100_00n), requestedAt: at, destination: null },
  ...{ why: ['It is checked.'], waitsUntil: null },
};

it('one reason for everything that waits is said once', () => {
  const waiting = [WAITING, { ...WAITING, payoutRequestId: 'prq_2' }];
  const draw = (staysBecause: string[]) =>
    textOf(
      renderToStaticMarkup(
        <PortalWaiting {...{ waiting, staysBecause, hasMore: false, isEverythingKept: false }} />,
      ),
    );
  expect(draw(['It is checked.']).match(/It is checked\./g)).toHaveLength(1);
  expect(draw(['It is checked.']).match(/Waits as said above\./g)).toHaveLength(2);
  // Of its own, and the same of both: said beside the first.
  expect(draw(['Another.']).match(/It is checked\./g)).toHaveLength(1);
  expect(draw(['Another.'])).toContain('Waits as the one before.');
});

const PAYOUT: PortalPayout = {
  ...{ payoutId: 'po_1', amount: gbp(531_50n), status: 'paid', occurredAt: at, arrivesOn: '2026-11-17' },
  ...{ destination: null, failed: null, isNotFinal: true, returnsUntil: '2026-11-24' },
};

it('a payout that counts as not final is called so in the list, in the words of the sum', () => {
  const sum = textOf(
    renderToStaticMarkup(
      <PortalMoneyCards
        isOver={false}
        money={[
          {
            ...{ available: gbp(0n), pending: gbp(0n), reserved: gbp(0n) },
            ...{ onItsWay: gbp(531_50n), earned: gbp(0n) },
          },
        ]}
      />,
    ),
  );
  expect(sum).toMatch(/Sent, not final yet 531\.50/);
  const draw = (payout: Partial<PortalPayout>) =>
    textOf(renderToStaticMarkup(<PortalPayouts payouts={[{ ...PAYOUT, ...payout }]} hasDetails={false} />));
  expect(draw({})).toMatch(/Paid, not final yet .*can send it back until .*24/);
  expect(draw({ isNotFinal: false, returnsUntil: null })).not.toContain('not final');
  expect(draw({ status: 'in_transit', returnsUntil: null })).not.toContain('not final');
});
