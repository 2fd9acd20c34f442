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
        <PortalWaiting
          {...{ waiting, staysBecause, hasMore: false, isEverythingKept: false, requests: [] }}
        />,
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

it('a reason that names what the owner was asked for leads there, as long as it can be answered', () => {
  const asked = {
    ...{ ownerText: 'We compare.', filesWanted: [], files: [], askedAt: at, dueAt: at },
    ...{ hasLeft: false, answerText: null, answeredAt: null },
  };
  const text = 'We have asked you for “Your licence” and “An invoice”. Payouts wait until that is there.';
  const draw = (hasLeft: boolean) =>
    renderToStaticMarkup(
      <PortalWaiting
        {...{ waiting: [{ ...WAITING, why: [`GBP: ${text}`] }], staysBecause: [text] }}
        hasMore={false}
        isEverythingKept
        requests={[
          { ...asked, informationRequestId: 'irq_1', subject: 'An invoice', state: 'overdue', hasLeft },
          { ...asked, informationRequestId: 'irq_2', subject: 'Your licence', state: 'sent', hasLeft },
          { ...asked, informationRequestId: 'irq_3', subject: 'Payouts', state: 'answered', hasLeft },
        ]}
      />,
    );
  const html = draw(false);
  expect(html.replaceAll(/<[^>]+>/g, '')).toContain(text);
  expect(html.replaceAll(/<[^>]+>/g, '')).toContain(`GBP: ${text}`);
  expect(
    html.match(/“<a href="\/portal\/requests\/irq_2"><bdi>Your licence<\/bdi><\/a>” and “<a/g),
  ).toHaveLength(2);
  expect(html.match(/href="\/portal\/requests\/irq_1"/g)).toHaveLength(2);
  expect(html).not.toContain('irq_3');
  expect(draw(true)).not.toContain('href');
  expect(draw(true)).toContain(text);
});

it('a balance below zero says what took it there and that what comes in is taken for it, and one above says neither', () => {
  const draw = (available: bigint, isOver = false) =>
    textOf(
      renderToStaticMarkup(
        <PortalMoneyCards
          isOver={isOver}
          money={[
            {
              ...{ available: gbp(available), pending: gbp(0n), reserved: gbp(0n) },
              ...{ onItsWay: gbp(0n), earned: gbp(0n) },
            },
          ]}
        />,
      ),
    );
  expect(draw(-530_94n)).toMatch(/Below zero: refunds, disputes .* What comes in is taken for that first/);
  expect(draw(0n)).not.toContain('Below zero');
  // Of an account that nobody pays any more nothing is said of what comes in.
  expect(draw(-1n, true)).toContain('Below zero');
  expect(draw(-1n, true)).not.toContain('comes in is taken');
});
