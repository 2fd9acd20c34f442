import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { PayoutRequestRow } from '#lib/payouts/types.ts';
import { DrawnState } from '../data-table/cell-state.tsx';
import { statesOf } from '../data-table/data-table.tsx';
import { priorityParts, REQUEST_CELLS } from './request-cells.tsx';

/** As far as a place in the queue goes. */
const row = (priority: PayoutRequestRow['priority']) =>
  ({
    payoutRequestId: 'prq_1',
    state: priority === null ? 'approved' : 'in_review',
    approvedBy: [],
    openHolds: 0,
    rejectedBy: null,
    failureCode: null,
    waitsUntil: null,
    reviewer: null,
    goneDestination: null,
    oneHand: null,
    approvalsNeeded: 1,
    priority,
  }) as unknown as PayoutRequestRow;

it('a place in the queue is told to open lists with the rest: whoever takes a decision back sees it again at once', () => {
  const told = (priority: PayoutRequestRow['priority']) => {
    const state = statesOf([row(priority)], (one) => one.payoutRequestId, REQUEST_CELLS)['prq_1']?.[
      'priority'
    ];
    return state === undefined ? null : renderToStaticMarkup(<DrawnState state={state} />);
  };
  expect(told(null)).toContain('–');
  const again = told({ money: 20, risk: 10, riskCauses: ['weak_lock'], time: 3 });
  expect(again).toContain('>33 ');
  expect(again).toContain('20+10+3');
  expect(again).toContain('money 20, risk 10, hours waited 3');
});

it('a place in the queue is explained by what this one has, and points that it has none of by nothing', () => {
  expect(priorityParts({ money: 20, risk: 30, riskCauses: ['new_destination', 'anomaly'], time: 3 })).toEqual(
    [
      'money 20: by the digits of the amount',
      'risk 30: a new destination, an open anomaly',
      'hours waited 3: one for each hour since it was asked for',
    ],
  );
  expect(priorityParts({ money: 0, risk: 0, riskCauses: [], time: 0 })).toEqual([
    'money 0',
    'risk 0',
    'hours waited 0',
  ]);
});
