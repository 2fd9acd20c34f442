import { expect, it } from 'vitest';
import { bulkTitle, lookAgainLabel } from './bulk-words.ts';

const six = { decision: 'approve', wanted: 6, prepared: 6 } as const;
const counts = {
  done: 0,
  more: 4,
  kept: 0,
  void: 0,
  decided: 1,
  forbidden: 0,
  left_out: 0,
  failed: 0,
  waiting: 0,
};

it('the heading asks about as many as the button decides, and says of how many', () => {
  expect(bulkTitle({ ...six, state: 'draft' }, 6)).toBe('Approve 6 payout requests?');
  expect(bulkTitle({ ...six, state: 'draft' }, 5)).toBe('Approve 5 of 6 payout requests?');
  expect(bulkTitle({ ...six, state: 'draft' }, 0)).toBe('6 payout requests that you cannot approve');
  expect(bulkTitle({ ...six, state: 'draft', prepared: 1 }, 0)).toBe(
    'One payout request that you cannot approve',
  );
  expect(bulkTitle({ ...six, state: 'preparing' }, null)).toBe('Approve 6 payout requests?');
  expect(bulkTitle({ ...six, state: 'queued', decision: 'reject' }, null)).toBe(
    'Rejecting 6 payout requests',
  );
});

it('what has ended is not called approved as a whole', () => {
  expect(bulkTitle({ ...six, state: 'done' }, null)).toBe('What came of approving 6 payout requests');
  expect(bulkTitle({ ...six, state: 'stopped', decision: 'reject' }, null)).toBe(
    'What came of rejecting 6 payout requests',
  );
});

it('what is looked at again is called what it was', () => {
  const label = (of: Partial<typeof counts>, state: 'done' | 'stopped' = 'done') =>
    lookAgainLabel({ state, counts: { ...counts, ...of } });
  expect(label({})).toBeNull();
  expect(label({ failed: 1 })).toBe('Look again at the failed ones');
  expect(label({ left_out: 1 })).toBe('Look again at what was left out');
  expect(label({ left_out: 1, failed: 1 })).toBe('Look again at what failed or was left out');
  expect(label({ waiting: 2 }, 'stopped')).toBe('Look again at the rest');
});
