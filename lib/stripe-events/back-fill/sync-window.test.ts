import { describe, expect, it } from 'vitest';
import { syncWindow } from './sync-window.ts';

const NOW = new Date('2026-11-20T13:31:58.900Z');

const isoWindow = (...args: Parameters<typeof syncWindow>) => {
  const { from, to } = syncWindow(...args);
  return [from.toISOString(), to.toISOString()];
};

describe('what is listed next', () => {
  it('begins with everything, and for events with the thirty days that Stripe keeps', () => {
    expect(isoWindow('balance_transaction', null, NOW)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '2026-11-20T13:31:58.000Z',
    ]);
    expect(isoWindow('event', null, NOW)).toEqual(['2026-10-21T13:31:58.000Z', '2026-11-20T13:29:58.000Z']);
  });

  it('goes over the last ten minutes again, and over two weeks of payouts', () => {
    const mark = new Date('2026-11-20T12:00:00Z');
    expect(isoWindow('event', mark, NOW)[0]).toBe('2026-11-20T11:50:00.000Z');
    expect(isoWindow('payout', mark, NOW)[0]).toBe('2026-11-06T12:00:00.000Z');
  });

  it('lists a day that has ended in full once more', () => {
    const mark = new Date('2026-11-19T23:00:00Z');
    expect(isoWindow('event', mark, NOW)[0]).toBe('2026-11-19T00:00:00.000Z');
    expect(isoWindow('balance_transaction', mark, NOW)[0]).toBe('2026-11-19T00:00:00.000Z');
  });

  it('asks for no events that Stripe has forgotten, however old the mark is', () => {
    expect(isoWindow('event', new Date('2026-08-01T00:00:00Z'), NOW)[0]).toBe('2026-10-21T13:31:58.000Z');
    expect(isoWindow('balance_transaction', new Date('2026-08-01T09:00:00Z'), NOW)[0]).toBe(
      '2026-08-01T00:00:00.000Z',
    );
  });

  it('again from a day begins there, never after the mark and never before what Stripe keeps', () => {
    const mark = new Date('2026-11-20T12:00:00Z');
    const day = new Date('2026-11-01');
    expect(isoWindow('balance_transaction', mark, NOW, day)[0]).toBe('2026-11-01T00:00:00.000Z');
    expect(isoWindow('event', mark, NOW, day)[0]).toBe('2026-11-01T00:00:00.000Z');
    expect(isoWindow('event', mark, NOW, new Date('2026-01-01'))[0]).toBe('2026-10-21T13:31:58.000Z');
    expect(isoWindow('balance_transaction', mark, NOW, new Date('2019-01-01'))[0]).toBe(
      '2019-01-01T00:00:00.000Z',
    );
    const old = new Date('2026-08-01T09:00:00Z');
    expect(isoWindow('balance_transaction', old, NOW, day)[0]).toBe('2026-08-01T00:00:00.000Z');
    expect(isoWindow('payout', null, NOW, day)[0]).toBe('1970-01-01T00:00:00.000Z');
  });
});
