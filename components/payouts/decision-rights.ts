import type { StepUpWays } from '#lib/approvals/types.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';

/** What its reader may do with a request. */
export type DecisionRights = {
  readonly mayApprove: boolean;
  readonly mayReject: boolean;
  readonly mayCancel: boolean;
  readonly mayPropose: boolean;
  readonly mayHold: boolean;
  readonly mayRelease: boolean;
  readonly mayResolve: boolean;
  /** Operator id of the reader. */
  readonly mine: string;
  readonly isAsker: boolean;
  readonly hasApproved: boolean;
  readonly isOpenByMe: boolean;
  readonly ways: StepUpWays;
  /** Of those who asked for the release of its holds: why they count as one hand with the reader. */
  readonly sameHands: ReadonlyMap<string, string>;
  /** The hash of exactly what is shown, for the step-up. */
  readonly root: string;
  /** The row as its list says it now, to notice when it says something else. */
  readonly stand: string;
};

/** Why its reader cannot decide a request now; null when they can. */
export function whyNotDecide(request: PayoutRequestDetail, rights: DecisionRights): string | null {
  if (!rights.mayApprove && !rights.mayReject)
    return 'Finance operators, risk reviewers and administrators decide.';
  if (rights.isAsker) return whyAsker(request, rights.mine);
  if (request.reviewer !== null && !rights.isOpenByMe)
    return `${request.reviewer.name} has it open. Take it over with a note, or choose another.`;
  return null;
}

/** In which way its reader asked for it. */
function whyAsker({ reopenedByOperatorId, origin }: PayoutRequestDetail, mine: string): string {
  if (reopenedByOperatorId === mine)
    return 'You asked for this payout again, after it was refused or came back. Another person approves it.';
  return origin === 'cadence'
    ? 'You changed the schedule that asked for this payout, so it is asked for in your name. Another person approves it.'
    : 'You asked for this payout. Another person approves it.';
}
