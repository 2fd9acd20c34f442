import { describe, expect, it } from 'vitest';
import { readEventListRequest } from './search-params.ts';

describe('the address of the inbox', () => {
  it.each([
    [{ q: 'payout.failed' }, { type: 'payout.failed' }],
    [{ q: 'evt_1SV' }, { id: 'evt_1SV' }],
    [{ q: 'acct_1' }, { connectedAccountId: 'acct_1' }],
    [{ q: 'platform' }, { connectedAccountId: 'platform' }],
    [
      { state: 'failed', arrived_by: 'backfill' },
      { state: 'failed', arrivedBy: 'backfill' },
    ],
  ])('%o narrows by %o', (raw, expected) => {
    const { filter, notices } = readEventListRequest(raw);
    expect(filter).toMatchObject(expected);
    expect(notices).toEqual([]);
  });

  it.each([{ state: 'lost' }, { arrived_by: 'pigeon' }, { q: 'drop table' }])(
    'leaves out what it does not understand and says so: %o',
    (raw) => {
      const { filter, params, notices } = readEventListRequest(raw);
      expect(Object.values(filter).filter((value) => value !== undefined)).toEqual([]);
      expect(params).toEqual({});
      expect(notices).toHaveLength(1);
    },
  );

  it('takes the first of repeated parts', () => {
    expect(readEventListRequest({ state: ['failed', 'ignored'] }).filter.state).toBe('failed');
  });
});
