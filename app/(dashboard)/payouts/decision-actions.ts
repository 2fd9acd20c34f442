import {
  amendPayoutRequestAction,
  approvePayoutAction,
  cancelPayoutRequestAction,
  confirmAbsenceAction,
  lowerPayoutRequestAction,
  rejectPayoutAction,
  reopenPayoutRequestAction,
  takeOverReviewAction,
  undoApprovalAction,
} from './actions.ts';
import {
  askHoldReleaseOfRequestAction,
  confirmHoldReleaseOfRequestAction,
  holdPayoutRequestAction,
  keepHoldOfRequestAction,
} from './hold-actions.ts';

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
  hold: holdPayoutRequestAction,
  confirmAbsence: confirmAbsenceAction,
};

export const HOLD_ACTIONS = {
  ask: askHoldReleaseOfRequestAction,
  confirm: confirmHoldReleaseOfRequestAction,
  keep: keepHoldOfRequestAction,
};
