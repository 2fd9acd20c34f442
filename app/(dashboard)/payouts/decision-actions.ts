import type { DecisionRights } from '#components/payouts/decision-rights.ts';
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

const HOLD_ACTIONS = {
  ask: askHoldReleaseAction,
  confirm: confirmHoldReleaseAction,
  keep: keepHoldAction,
};

/** What whoever looks may do beside the evidence itself: null of each that is not theirs. */
export function evidenceActs({ mayRelease, mayResolve, ways, sameHands, mine }: DecisionRights) {
  const { confirmAbsence, recognise, cancelForgotten } = DECISION_ACTIONS;
  return {
    mine,
    holdActions: mayRelease ? { ...HOLD_ACTIONS, ways, sameHands } : null,
    confirmAbsence: mayResolve ? { action: confirmAbsence, ways } : null,
    aboutForgotten: mayResolve ? { recognise, cancel: cancelForgotten, ways } : null,
  };
}
