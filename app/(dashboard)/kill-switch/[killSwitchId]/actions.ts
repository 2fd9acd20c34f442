'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askKillSwitchRelease } from '#lib/kill-switch/ask-kill-switch-release.ts';
import { confirmKillSwitchRelease } from '#lib/kill-switch/confirm-kill-switch-release.ts';
import { keepKillSwitch } from '#lib/kill-switch/keep-kill-switch.ts';

export const askKillSwitchReleaseAction = defineAction(askKillSwitchRelease, (form) => ({
  killSwitchId: formText(form, 'killSwitchId'),
  reason: formText(form, 'reason'),
}));

export const confirmKillSwitchReleaseAction = defineAction(confirmKillSwitchRelease, (form) => ({
  killSwitchId: formText(form, 'killSwitchId'),
  askedBy: formText(form, 'askedBy'),
}));

export const keepKillSwitchAction = defineAction(keepKillSwitch, (form) => ({
  killSwitchId: formText(form, 'killSwitchId'),
}));
