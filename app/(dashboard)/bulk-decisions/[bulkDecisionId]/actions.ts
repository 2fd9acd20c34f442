'use server';

import type { Route } from 'next';
import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { startAsShown } from '#lib/payouts/bulk/start-as-shown.ts';
import { stopBulkDecision } from '#lib/payouts/bulk/stop-bulk-decision.ts';
import { takeBackBulkDecision } from '#lib/payouts/bulk/take-back-bulk-decision.ts';

export const startBulkDecisionAction = defineAction(
  startAsShown,
  (form) => ({
    bulkDecisionId: formText(form, 'bulkDecisionId'),
    root: formText(form, 'root'),
    reason: formText(form, 'reason'),
    confirmation: confirmationOf(form),
  }),
  undefined,
  ({ bulkDecisionId, isStarted }) => (isStarted ? undefined : (`/bulk-decisions/${bulkDecisionId}` as Route)),
);

export const takeBackBulkDecisionAction = defineAction(takeBackBulkDecision, (form) => ({
  bulkDecisionId: formText(form, 'bulkDecisionId'),
}));

export const stopBulkDecisionAction = defineAction(stopBulkDecision, (form) => ({
  bulkDecisionId: formText(form, 'bulkDecisionId'),
}));
