import type { PAYOUT_ATTEMPT, PAYOUT_REQUEST, StateOf } from '#lib/transitions.ts';

/*
 * A small world: two requests of one connected account, two reviewers, two workers, one kill switch, and a Stripe that
 * keeps idempotency keys. Plain data, so that a state can be copied, written as a string and met again.
 */

export type Person = 'a' | 'b';
export const PEOPLE: readonly Person[] = ['a', 'b'];

/** `failed_again`: Stripe's own, kept under the key and marked so. */
export type Answer = 'paid' | 'refused' | 'rate_limited' | 'failed' | 'failed_again' | 'lost';

export type Attempt = {
  state: StateOf<typeof PAYOUT_ATTEMPT>;
  /** The number of the claim whose worker may write. */
  fence: number;
  isCallOver: boolean;
  isSettled: boolean;
  /** What the last look-up said: nothing yet, absent, or absent after the last call had settled. */
  lookUp: 'none' | 'absent' | 'absent_settled';
  sawStoredFailure: boolean;
  /** Requests on the wire that Stripe has not seen yet. */
  onTheWire: number;
  /** What Stripe keeps under the key, and whether it still does. */
  stored: 'nothing' | 'paid' | 'refused' | 'failed';
  isKeyFresh: boolean;
  /** The truth at Stripe. */
  livePayouts: number;
  failedPayouts: number;
};

export type Request = {
  state: StateOf<typeof PAYOUT_REQUEST>;
  requestedBy: Person | 'policy';
  /** Who opened it again last: one of the reviewers, or a colleague who decides nothing here. */
  reopenedBy: Person | 'colleague' | null;
  approvalsNeeded: number;
  /** What the system counts, in order; a broken system may count a person twice. */
  counted: Person[];
  /** Who really decided on what would be sent now. */
  decided: Person[];
  isUndoOver: boolean;
  hold: 'none' | 'open' | 'release_asked' | 'released';
  /** Who has really agreed to release the hold, its source included. */
  holdReleasers: (Person | 'source')[];
  attempts: Attempt[];
  /** What Stripe has of a call that a database which was put back has forgotten. */
  forgotten: Attempt | null;
  claims: number;
};

export type Worker =
  | { step: 'idle' }
  | (Busy & { step: 'claimed' | 'permitted' | 'waiting' })
  | (Busy & { step: 'answered'; answer: Answer });

/** `isTimeUp` by the worker's own clock: it sends nothing more, whatever the database says. */
type Busy = { request: number; attempt: number; fence: number; isTimeUp: boolean };

/** What may still go wrong or be done: bounds the world, and is part of its state. */
export type Budget = {
  crashes: number;
  faults: number;
  takeOvers: number;
  retries: number;
  holds: number;
  amendments: number;
  demotions: number;
  presses: number;
  lateFailures: number;
  /** Requests that still travel when everything believes the call settled; none travels as long as a key lives. */
  stragglers: number;
  /** Backups that are put back, from before the last call. */
  restores: number;
};

export type World = {
  requests: Request[];
  workers: Worker[];
  isDemoted: boolean;
  killSwitch: 'off' | 'engaging' | 'engaged' | 'release_asked';
  switchReleasers: Person[];
  budget: Budget;
};

const request = (requestedBy: Request['requestedBy'], approvalsNeeded: number): Request => ({
  state: 'in_review',
  requestedBy,
  reopenedBy: null,
  approvalsNeeded,
  counted: [],
  decided: [],
  isUndoOver: false,
  hold: 'none',
  holdReleasers: [],
  attempts: [],
  forgotten: null,
  claims: 0,
});

/** One request proposed by policy that two people must approve, and one that reviewer a asked for. */
export function firstWorld(budget: Budget, requests = 2): World {
  return {
    requests: [request('policy', 2), request('a', 1)].slice(0, requests),
    workers: [{ step: 'idle' }, { step: 'idle' }],
    isDemoted: false,
    killSwitch: 'off',
    switchReleasers: [],
    budget,
  };
}

export function copyOf(world: World): World {
  return {
    requests: world.requests.map((of) => ({
      ...of,
      counted: [...of.counted],
      decided: [...of.decided],
      holdReleasers: [...of.holdReleasers],
      attempts: of.attempts.map((attempt) => ({ ...attempt })),
      forgotten: of.forgotten === null ? null : { ...of.forgotten },
    })),
    workers: world.workers.map((worker) => ({ ...worker })),
    isDemoted: world.isDemoted,
    killSwitch: world.killSwitch,
    switchReleasers: [...world.switchReleasers],
    budget: { ...world.budget },
  };
}

/**
 * Forgets what can matter no more, so that worlds which differ only in their past are one: the decisions on a request
 * that Stripe has, everything about one that ended, and how an ended attempt came to its end.
 */
export function forgetThePast(world: World): void {
  for (const [at, of] of world.requests.entries()) {
    for (const [number, attempt] of of.attempts.entries())
      if (isOver(attempt) && !world.workers.some((worker) => isAt(worker, at, number)))
        Object.assign(attempt, ENDED);
    if (of.state === 'sent' || of.state === 'settled' || of.state === 'returned' || of.state === 'refused')
      Object.assign(of, { reopenedBy: null, counted: [], decided: [], isUndoOver: false });
    if (of.state === 'rejected' || of.state === 'cancelled')
      Object.assign(of, {
        reopenedBy: null,
        counted: [],
        decided: [],
        isUndoOver: false,
        hold: 'none',
        holdReleasers: [],
      });
    if (of.hold !== 'release_asked' && of.hold !== 'released') of.holdReleasers = [];
  }
  for (const [index, worker] of world.workers.entries()) {
    if (worker.step === 'idle' || worker.step === 'permitted') continue;
    const attempt = world.requests[worker.request]?.attempts[worker.attempt];
    const isMine = attempt?.fence === worker.fence;
    if (!isMine && (worker.step === 'claimed' || (worker.step === 'answered' && worker.answer !== 'paid')))
      world.workers[index] = { step: 'idle' };
  }
}

const ENDED = {
  isCallOver: true,
  isSettled: true,
  lookUp: 'none',
  sawStoredFailure: false,
  stored: 'nothing',
  isKeyFresh: false,
} as const;

const isOver = ({ state, onTheWire }: Attempt): boolean =>
  onTheWire === 0 && state !== 'claimed' && state !== 'calling' && state !== 'unknown';

const isAt = (worker: Worker, request: number, attempt: number): boolean =>
  worker.step !== 'idle' && worker.request === request && worker.attempt === attempt;
