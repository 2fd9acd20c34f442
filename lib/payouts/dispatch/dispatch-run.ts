import type { Context } from '../../context.ts';
import type { DispatchTiming } from './timing.ts';

/** Where a worker can die. Campaigns kill at each of them. */
export type DispatchStep =
  | 'chosen'
  | 'claimed'
  | 'taken_over'
  | 'permitted'
  | 'epoch_checked'
  | 'answered'
  | 'outcome_recorded'
  | 'expired'
  | 'look_up_begun'
  | 'listed'
  | 'found_recorded'
  | 'absence_recorded';

/** What every task of one worker shares. */
export type DispatchRun = {
  readonly ctx: Context;
  /** Written on what it claims. */
  readonly workerName: string;
  readonly timing: DispatchTiming;
  readonly onStep: (step: DispatchStep, connectedAccountId: string) => Promise<void> | void;
};

/** A request, or one attempt of it, that something is to be done about now. */
export type DispatchWork =
  | { kind: 'send'; connectedAccountId: string; payoutRequestId: string }
  | { kind: 'expire' | 'look_up' | 'take_over'; connectedAccountId: string; payoutAttemptId: string };
