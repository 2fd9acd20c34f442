'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { requestSyncRun } from '#lib/stripe-events/back-fill/request-sync-run.ts';
import { stopSyncRun } from '#lib/stripe-events/back-fill/stop-sync-run.ts';

export const requestSyncRunAction = defineAction(requestSyncRun, () => ({}));

export const stopSyncRunAction = defineAction(stopSyncRun, (form) => ({
  syncRunId: formText(form, 'syncRunId'),
}));
