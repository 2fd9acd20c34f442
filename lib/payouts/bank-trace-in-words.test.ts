import { describe, expect, it } from 'vitest';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { bankTraceInWords } from './bank-trace-in-words.ts';

const payout = {
  traceStatus: 'pending' as string | null,
  traceValue: null as string | null,
  status: 'paid',
  amount: money(512_345n, currency('huf')),
  arrivesOn: '2026-11-10',
  destinationLast4: '8821',
  statementDescriptor: null,
};
const TODAY = '2026-11-12';

describe('the bank trace in words', () => {
  it('is a reference to ask with, when there is one', () => {
    const words = bankTraceInWords({ ...payout, traceStatus: 'supported', traceValue: 'TRN-77' }, TODAY);
    expect(words.reference).toBe('TRN-77');
    expect(words.whatToTell).toMatch(
      /^Ask your bank with this reference for 5,123\.45 HUF expected on 10 November 2026 .*8821: TRN-77\.$/,
    );
  });

  it('asks why, when the money came back', () => {
    const failed = { ...payout, traceStatus: 'supported', traceValue: 'TRN-77', status: 'failed' };
    expect(bankTraceInWords(failed, TODAY).whatToTell).toContain('why it sent back 5,123.45 HUF');
  });

  it('names the day until which Stripe may still learn it, and says when that day has passed', () => {
    expect(bankTraceInWords(payout, '2026-11-20').standing).toContain('until 20 November 2026');
    expect(bankTraceInWords(payout, '2026-11-21').standing).toContain('longer than its usual 10 days');
  });

  it.each([
    ['unsupported', 'gives no reference'],
    [null, 'said nothing'],
  ])('says so when there will be none: %s', (traceStatus, standing) => {
    const words = bankTraceInWords({ ...payout, traceStatus }, TODAY);
    expect(words).toMatchObject({ reference: null });
    expect(words.standing).toContain(standing);
    expect(words.whatToTell).toContain('ending in 8821');
  });

  it('sends nobody to a bank that never got it', () => {
    expect(bankTraceInWords({ ...payout, status: 'canceled' }, TODAY).whatToTell).toContain('nothing to ask');
  });
});
