'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askKillSwitchRelease } from '#lib/kill-switch/ask-kill-switch-release.ts';
import { keepKillSwitch } from '#lib/kill-switch/keep-kill-switch.ts';
import { releaseKillSwitchAsShown } from '#lib/kill-switch/release-as-shown.ts';

export const askKillSwitchReleaseAction = defineAction(askKillSwitchRelease, (form) => ({
  killSwitchId: formText(form, 'killSwitchId'),
  reason: formText(form, 'reason'),
}));

export const confirmKillSwitchReleaseAction = defineAction(releaseKillSwitchAsShown, (form) => ({
  killSwitchId: formText(form, 'killSwitchId'),
  askedBy: formText(form, 'askedBy'),
  root: formText(form, 'root'),
  confirmation: confirmationOf(form),
}));

export const keepKillSwitchAction = defineAction(keepKillSwitch, (form) => ({
  killSwitchId: formText(form, 'killSwitchId'),
}));
