import {
  askHoldReleaseAction,
  confirmHoldReleaseAction,
  keepHoldAction,
  placeHoldAction,
} from '../_holds/actions.ts';
import {
  amendPayoutRequestAction,
  approvePayoutAction,
  askForgottenCancelAction,
  cancelPayoutRequestAction,
  confirmAbsenceAction,
  lowerPayoutRequestAction,
  recognisePayoutAction,
  rejectPayoutAction,
  reopenPayoutRequestAction,
  takeOverReviewAction,
  undoApprovalAction,
} from './actions.ts';

/** All that can be done to one request from its panel or its page. */
export const DECISION_ACTIONS = {
  approve: approvePayoutAction,
  reject: rejectPayoutAction,
  undo: undoApprovalAction,
  takeOver: takeOverReviewAction,
  cancel: cancelPayoutRequestAction,
  amend: amendPayoutRequestAction,
  reopen: reopenPayoutRequestAction,
  lower: lowerPayoutRequestAction,
  hold: placeHoldAction,
  confirmAbsence: confirmAbsenceAction,
  recognise: recognisePayoutAction,
  cancelForgotten: askForgottenCancelAction,
};

export const HOLD_ACTIONS = {
  ask: askHoldReleaseAction,
  confirm: confirmHoldReleaseAction,
  keep: keepHoldAction,
};
