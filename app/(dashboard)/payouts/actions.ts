'use server';

import { confirmationOf } from '#app/_edge/confirmation.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { formText } from '#app/_edge/form-text.ts';
import { askForgottenCancelAsShown } from '#lib/payouts/bypasses/ask-forgotten-cancel-as-shown.ts';
import { recogniseAsShown } from '#lib/payouts/dispatch/recognise-as-shown.ts';
import { renewAsShown } from '#lib/payouts/dispatch/renew-as-shown.ts';
import { amendPayoutRequest } from '#lib/payouts/requests/amend-payout-request.ts';
import { cancelPayoutRequest } from '#lib/payouts/requests/cancel-payout-request.ts';
import { reopenPayoutRequest } from '#lib/payouts/requests/reopen-payout-request.ts';
import { approveAsShown } from '#lib/payouts/review/approve-as-shown.ts';
import { claimReview } from '#lib/payouts/review/claim-review.ts';
import { lowerPayoutRequest } from '#lib/payouts/review/lower-payout-request.ts';
import { rejectPayout } from '#lib/payouts/review/reject-payout.ts';
import { undoApproval } from '#lib/payouts/review/undo-approval.ts';
import { approvalsMissing } from '#components/payouts/request-words.ts';
import { shownOf, typedAmount } from './shown-in-form.ts';

export const approvePayoutAction = defineAction(
  approveAsShown,
  (form) => ({ ...shownOf(form), confirmation: confirmationOf(form) }),
  (approved) => (approved.state === 'approved' ? 'approved' : approvalsMissing(approved)),
);

export const rejectPayoutAction = defineAction(rejectPayout, (form) => ({
  ...shownOf(form),
  reason: formText(form, 'reason'),
}));

export const undoApprovalAction = defineAction(undoApproval, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
}));

export const takeOverReviewAction = defineAction(claimReview, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  takeOverNote: formText(form, 'takeOverNote'),
}));

export const confirmAbsenceAction = defineAction(renewAsShown, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  payoutAttemptId: formText(form, 'payoutAttemptId'),
  confirmation: confirmationOf(form),
}));

export const recognisePayoutAction = defineAction(recogniseAsShown, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  payoutId: formText(form, 'payoutId'),
  confirmation: confirmationOf(form),
}));

export const askForgottenCancelAction = defineAction(askForgottenCancelAsShown, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  payoutId: formText(form, 'payoutId'),
  reason: formText(form, 'reason'),
  confirmation: confirmationOf(form),
}));

export const cancelPayoutRequestAction = defineAction(cancelPayoutRequest, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  seenVersion: shownOf(form).version,
  reason: formText(form, 'reason'),
  stays: formText(form, 'stays') || null,
}));

export const amendPayoutRequestAction = defineAction(amendPayoutRequest, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  seenVersion: shownOf(form).version,
  amount: typedAmount(form),
  // Only asked for where the account has several.
  ...(form.has('destinationId') ? { destinationId: formText(form, 'destinationId') } : {}),
  because: formText(form, 'because'),
}));

export const lowerPayoutRequestAction = defineAction(lowerPayoutRequest, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  seenVersion: shownOf(form).version,
  amount: typedAmount(form),
  because: formText(form, 'because'),
}));

export const reopenPayoutRequestAction = defineAction(reopenPayoutRequest, (form) => ({
  payoutRequestId: formText(form, 'payoutRequestId'),
  seenVersion: shownOf(form).version,
  reason: formText(form, 'reason'),
}));
