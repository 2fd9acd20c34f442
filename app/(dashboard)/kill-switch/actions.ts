'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { drillKillSwitch } from '#lib/kill-switch/drill-kill-switch.ts';
import { askDispatchUnlock } from '#lib/payouts/dispatch/ask-dispatch-unlock.ts';
import { unlockDispatchAsShown } from '#lib/payouts/dispatch/unlock-as-shown.ts';

export const drillKillSwitchAction = defineAction(drillKillSwitch, () => ({}));

export const askDispatchUnlockAction = defineAction(askDispatchUnlock, (form) => ({
  reason: formText(form, 'reason'),
}));

export const confirmDispatchUnlockAction = defineAction(unlockDispatchAsShown, (form) => ({
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));
