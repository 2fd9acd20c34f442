'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { replayAsPreviewed } from '#lib/stripe-events/fetch-replay.ts';

export const replayAsPreviewedAction = defineAction(replayAsPreviewed, (form) => ({
  stripeEventId: formText(form, 'stripeEventId'),
  previewHash: formText(form, 'previewHash'),
}));
