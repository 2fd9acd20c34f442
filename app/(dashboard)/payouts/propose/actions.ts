'use server';

import type { Route } from 'next';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { proposePayoutFile } from '#lib/payouts/files/propose-payout-file.ts';
import { takeAsSent } from '#lib/payouts/files/take-as-sent.ts';

export const takePayoutFileAction = defineAction(
  takeAsSent,
  (form) => {
    const file = form.get('file');
    return {
      file: file instanceof File ? file : null,
      lines: formText(form, 'lines'),
      formId: formText(form, 'formId'),
    };
  },
  undefined,
  ({ payoutFileId, isNew }) => `/payouts/propose/${payoutFileId}${isNew ? '' : '?known=yes'}` as Route,
);

export const proposePayoutFileAction = defineAction(proposePayoutFile, (form) => ({
  payoutFileId: formText(form, 'payoutFileId'),
}));
