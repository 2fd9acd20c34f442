import { describe, expect, it } from 'vitest';
import { addBusinessDays } from '../ledger/business-days.ts';
import { payoutFinality } from './payout-finality.ts';

describe('payout finality', () => {
  it.each([
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-16', 5, '2026-11-23'],
    ['2026-11-21', 5, '2026-11-27'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
  ])('%s plus %i business days is %s', (date, days, expected) => {
    expect(addBusinessDays(date, days)).toBe(expected);
  });

  it('keeps a paid payout revocable through its fifth business day, and final after it', () => {
    const paid = { status: 'paid', arrivesOn: '2026-11-16' };
    expect(payoutFinality(paid, '2026-11-16')).toEqual({
      state: 'paid_revocable',
      revocableUntilOn: '2026-11-23',
    });
    expect(payoutFinality(paid, '2026-11-23').state).toBe('paid_revocable');
    expect(payoutFinality(paid, '2026-11-24')).toEqual({ state: 'final', revocableUntilOn: null });
  });

  it.each([
    ['pending', 'on_its_way'],
    ['in_transit', 'on_its_way'],
    ['failed', 'returned'],
    ['canceled', 'returned'],
    ['a_new_status', 'on_its_way'],
  ])('%s is %s', (status, state) => {
    expect(payoutFinality({ status, arrivesOn: '2026-11-16' }, '2027-01-01').state).toBe(state);
  });
});
