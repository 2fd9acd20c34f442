import { describe, expect, it } from 'vitest';
import { readEventListRequest } from './search-params.ts';

const read = (raw: Record<string, string | string[]>) =>
  readEventListRequest(raw, { zone: 'Europe/Berlin', today: '2026-11-21' });

describe('the address of the inbox', () => {
  it.each([
    [{ q: 'payout.failed' }, { type: 'payout.failed' }],
    [{ q: 'type:payout.failed state:failed' }, { type: 'payout.failed', state: 'failed' }],
    [{ q: 'evt_1SV' }, { id: 'evt_1SV' }],
    [{ q: 'object:po_1SV' }, { id: 'po_1SV' }],
    [{ q: 'acct_1' }, { connectedAccountId: 'acct_1' }],
    [{ q: 'platform' }, { connectedAccountId: 'platform' }],
    [{ account: 'acct_1' }, { connectedAccountId: 'acct_1' }],
    [{ q: 'kovács budapest state:failed' }, { words: ['kovács', 'budapest'], state: 'failed' }],
    [
      { state: 'failed', arrived_by: 'backfill' },
      { state: 'failed', arrivedBy: 'backfill' },
    ],
    [
      { q: 'created:2026-11-01..2026-11-02' },
      { createdFrom: '2026-10-31T23:00:00.000Z', createdBefore: '2026-11-02T23:00:00.000Z' },
    ],
  ])('%o narrows by %o', (raw, expected) => {
    const { filter, problems } = read(raw);
    expect(filter).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it.each([
    { state: 'lost' },
    { arrived_by: 'pigeon' },
    { q: 'drop:table' },
    { q: 'acct_1 acct_2' },
    { q: 'type:payout.paid payout.failed' },
    { q: 'evt_1 object:po_1' },
    { q: '???' },
  ])('shows what it does not understand and nothing else: %o', (raw) => {
    expect(read(raw).problems).toHaveLength(1);
  });

  it('takes the first of repeated parts', () => {
    expect(read({ state: ['failed', 'ignored'] }).filter.state).toBe('failed');
  });
});
