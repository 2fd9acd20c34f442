'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { replayAsPreviewed } from '#lib/stripe-events/fetch-replay.ts';
import { setAsideStripeEvent } from '#lib/stripe-events/set-aside-stripe-event.ts';

export const replayAsPreviewedAction = defineAction(replayAsPreviewed, (form) => ({
  stripeEventId: formText(form, 'stripeEventId'),
  previewHash: formText(form, 'previewHash'),
}));

export const setAsideStripeEventAction = defineAction(setAsideStripeEvent, (form) => ({
  stripeEventId: formText(form, 'stripeEventId'),
  attemptsSeen: formText(form, 'attemptsSeen'),
  reason: formText(form, 'reason'),
}));
