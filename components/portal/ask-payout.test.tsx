import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PortalAsking } from '#lib/portal/types.ts';
import { AskPayout } from './ask-payout.tsx';

const NOTHING: PortalAsking = {
  currency: 'usd',
  payable: null,
  refusal: null,
  available: null,
  stays: [],
  asked: null,
};
const read = (...asking: PortalAsking[]): string =>
  renderToStaticMarkup(<AskPayout asking={asking} action={() => Promise.resolve({ ok: true } as never)} />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

it('says of a part that was asked for what it is, when the next can be asked for, and nothing twice', () => {
  const text = read({ ...NOTHING, asked: money(40_00n, currency('usd')) });
  expect(text.match(/asked for/g)).toHaveLength(1);
  expect(text).toContain('40.00 USD');
  expect(text).toContain('Ask for more USD when it has left.');
  expect(text).not.toContain('Nothing can be paid out now');
});

it('says why nothing can be asked for beside what was, once for all currencies', () => {
  const text = read(
    { ...NOTHING, refusal: 'Payouts are being checked.', asked: money(40_00n, currency('usd')) },
    { ...NOTHING, currency: 'eur', refusal: 'Payouts are being checked.' },
  );
  expect(text.match(/Payouts are being checked\./g)).toHaveLength(1);
  expect(text).toContain('You have asked for');
  expect(read(NOTHING)).toContain('Nothing can be paid out now');
});
