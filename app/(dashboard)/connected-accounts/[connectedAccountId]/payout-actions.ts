'use server';

import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { formNumber, minuteOfDay, oneOfCadences } from '#app/_edge/form-values.ts';
import { setPayoutCadence } from '#lib/payouts/cadences/set-payout-cadence.ts';
import { enrolConnectedAccount } from '#lib/payouts/requests/enrol-connected-account.ts';
import { proposeAsTyped } from '#lib/payouts/requests/propose-as-typed.ts';

export const enrolConnectedAccountAction = defineAction(enrolConnectedAccount, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
}));

export const proposePayoutAction = defineAction(
  proposeAsTyped,
  (form) => ({
    connectedAccountId: formText(form, 'connectedAccountId'),
    currency: formText(form, 'currency'),
    amount: formText(form, 'amount'),
    method: formText(form, 'method'),
    seenPayable: formText(form, 'seenPayable'),
  }),
  ({ payoutRequestId }) => payoutRequestId,
);

export const setPayoutCadenceAction = defineAction(setPayoutCadence, (form) => ({
  connectedAccountId: formText(form, 'connectedAccountId'),
  cadence: oneOfCadences(formText(form, 'cadence')),
  weekdays: form.getAll('weekdays').map(Number),
  monthDay: form.get('monthDay') === '' ? null : formNumber(form, 'monthDay'),
  atMinute: minuteOfDay(formText(form, 'atMinute')),
  zone: formText(form, 'zone'),
  thresholds: formText(form, 'thresholds'),
  minimumBalances: formText(form, 'minimumBalances'),
  seenVersion: form.has('seenVersion') ? formNumber(form, 'seenVersion') : null,
}));
