import { expect, it } from 'vitest';
import type { PayoutRequestRow } from '#lib/payouts/types.ts';
import { REQUEST_CELLS } from './request-cells.tsx';
import { afterTheWait } from './request-words.ts';

const row = { state: 'in_review', standing: 0, approvalsNeeded: 2, openHolds: 0 } as const;

it('what comes after a wait is said with who still has to decide, and with the holds beside it', () => {
  expect(afterTheWait(row)).toBe(
    'No approval ends the wait. It can be decided meanwhile (0 of 2 approvals, 2 more people needed); it leaves when both are done.',
  );
  expect(afterTheWait({ ...row, state: 'approved', approvalsNeeded: 0, openHolds: 1 })).toBe(
    'No approval ends the wait. It is decided, and leaves by itself then. Until then it can be cancelled. Its hold must be released, too.',
  );
});

it('the queue says until when a request waits, and nothing of one that does not', () => {
  const at = new Date('2026-11-24T10:00:00Z');
  const cell = REQUEST_CELLS.state;
  if (!('state' in cell)) throw new Error('the cell of a state is one that can change');
  const asked = { ...row, rejectedBy: null, failureCode: null } as unknown as PayoutRequestRow; // all that the cell reads
  expect(cell.state({ ...asked, waitsUntil: at })).toMatchObject({ waitsUntil: at.toISOString() });
  expect(cell.state({ ...asked, waitsUntil: null })).not.toHaveProperty('waitsUntil');
});
