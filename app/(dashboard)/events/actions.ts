'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { startSyncRun } from '#lib/stripe-events/back-fill/start-sync-run.ts';
import { stopSyncRun } from '#lib/stripe-events/back-fill/stop-sync-run.ts';

export const startSyncRunAction = defineAction(startSyncRun, () => ({ kind: 'back-fill' as const }));

export const relistAction = defineAction(startSyncRun, (form) => ({
  kind: formText(form, 'kind') === 'relist-money' ? ('relist-money' as const) : ('relist' as const),
  fromDay: formText(form, 'fromDay'),
}));

export const stopSyncRunAction = defineAction(stopSyncRun, (form) => ({
  syncRunId: formText(form, 'syncRunId'),
}));
