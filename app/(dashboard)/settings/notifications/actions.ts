'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { addEndpointAsTyped } from '#lib/notifications/add-endpoint-as-typed.ts';
import { removeEndpoint } from '#lib/notifications/remove-endpoint.ts';
import { repeatNotification } from '#lib/notifications/repeat-notification.ts';

export const addEndpointAction = defineAction(
  addEndpointAsTyped,
  (form) => ({ url: formText(form, 'url').trim() }),
  ({ secret }) => secret,
);

export const removeEndpointAction = defineAction(removeEndpoint, (form) => ({
  notificationEndpointId: formText(form, 'notificationEndpointId'),
}));

export const repeatNotificationAction = defineAction(repeatNotification, (form) => ({
  notificationId: formText(form, 'notificationId'),
}));
