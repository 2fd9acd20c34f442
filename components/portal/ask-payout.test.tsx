import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { PortalAsking } from '#lib/portal/types.ts';
import { AskPayout } from './ask-payout.tsx';

const NOTHING: PortalAsking = {
  currency: 'usd',
  payable: null,
  refusals: [],
  available: null,
  stays: [],
  asked: null,
};
const read = (...asking: PortalAsking[]): string => readBeside({ above: [], below: [] }, ...asking);
const readBeside = (said: { above: string[]; below: string[] }, ...asking: PortalAsking[]): string =>
  renderToStaticMarkup(
    <AskPayout asking={asking} said={said} action={() => Promise.resolve({ ok: true } as never)} />,
  )
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

it('says of a part that was asked for what it is, when the next can be asked for, and nothing twice', () => {
  const text = read({ ...NOTHING, asked: money(40_00n, currency('usd')) });
  expect(text.match(/asked for/g)).toHaveLength(1);
  expect(text).toContain('40.00 USD');
  expect(text).toContain('Ask for more USD when it has left.');
  expect(text).not.toContain('Nothing can be asked for now');
});

it('says why nothing can be asked for beside what was, once for all currencies', () => {
  const text = read(
    { ...NOTHING, refusals: ['Payouts are being checked.'], asked: money(40_00n, currency('usd')) },
    { ...NOTHING, currency: 'eur', refusals: ['Payouts are being checked.'] },
  );
  expect(text.match(/Payouts are being checked\./g)).toHaveLength(1);
  expect(text).toContain('You have asked for');
  expect(read(NOTHING)).toContain('Nothing can be asked for now');
});

it('leaves out what the page says already, and says where', () => {
  const refused = { ...NOTHING, refusals: ['Payouts are being checked.'] };
  const below = readBeside({ above: [], below: refused.refusals }, refused);
  expect(below).not.toContain('being checked');
  expect(below).toContain('Nothing in USD can be asked for now; “What waits, and why” says why.');
  expect(readBeside({ above: refused.refusals, below: [] }, refused)).toContain(
    'Nothing in USD can be asked for now; the beginning of this page says why.',
  );
  const another = readBeside(
    { above: [], below: refused.refusals },
    { ...refused, refusals: [...refused.refusals, 'Another.'] },
  );
  expect(another).toContain('Another.');
  expect(another).not.toContain('being checked');
});
