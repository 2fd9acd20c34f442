'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { closeAlarm } from '#lib/ledger/close-alarm.ts';

export const closeAlarmAction = defineAction(closeAlarm, (form) => ({
  alarmId: formText(form, 'alarmId'),
  occurrencesSeen: formText(form, 'occurrences'),
  note: formText(form, 'note'),
}));
