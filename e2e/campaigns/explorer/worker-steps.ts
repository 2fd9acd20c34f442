import { PAYOUT_ATTEMPT, PAYOUT_REQUEST, type Facts } from '#lib/transitions.ts';
import {
  callsOf,
  countsEnough,
  hasOpenHold,
  isStopped,
  isSwitchOn,
  lastAttempt,
  may,
  trulyApproved,
  type Rules,
} from './facts.ts';
import type { Act } from './explore.ts';
import type { Attempt, Request, Worker, World } from './world.ts';

const ATTEMPTS_MAX = 2;

const freshAttempt = (fence: number): Attempt => ({
  state: 'claimed',
  fence,
  isCallOver: false,
  isSettled: false,
  lookUp: 'none',
  sawStoredFailure: false,
  onTheWire: 0,
  stored: 'nothing',
  isKeyFresh: true,
  livePayouts: 0,
  failedPayouts: 0,
});

const requestAt = (world: World, at: number): Request => world.requests[at] as Request;
const attemptAt = (world: World, at: number, number: number): Attempt =>
  requestAt(world, at).attempts[number] as Attempt;

/** What an idle worker finds to do. */
export function* idleSteps(world: World, rules: Rules, worker: number): Generator<Act> {
  for (const [at, request] of world.requests.entries()) {
    const attempt = lastAttempt(request);
    const facts: Facts = {
      enough_approvals: countsEnough(world, request, rules),
      no_open_hold: !hasOpenHold(request),
      not_stopped: !isSwitchOn(world),
      undo_is_over: request.isUndoOver,
    };
    if (hasRoom(request) && may(rules, PAYOUT_REQUEST, 'claim', request.state, facts))
      yield [
        `worker ${worker} claims (${at})`,
        (next) => {
          const of = requestAt(next, at);
          of.state = 'dispatching';
          of.claims += 1;
          if (lastAttempt(of)?.state === 'abandoned') of.attempts.pop();
          of.attempts.push(freshAttempt(of.claims));
          take(next, worker, at, 'claimed');
          return of.isUndoOver ? undefined : 'claimed in the undo window';
        },
      ];
    if (attempt === undefined) continue;
    const isOrphan = !world.workers.some(
      (other) => other.step !== 'idle' && other.request === at && other.fence === attempt.fence,
    );
    const isDue = isOrphan || world.budget.takeOvers > 0;
    if (isDue && may(rules, PAYOUT_ATTEMPT, 'take_over', attempt.state, { lease_is_over: true }))
      yield [
        `worker ${worker} takes over (${at})`,
        (next) => {
          if (!isOrphan) next.budget.takeOvers -= 1;
          fenceOff(requestAt(next, at));
          take(next, worker, at, 'claimed');
        },
      ];
    yield* callAgainSteps(world, rules, worker, at, attempt);
  }
}

/** The small world ends a request at its second attempt. */
export function hasRoom(request: Request): boolean {
  return request.attempts.filter(({ state }) => state !== 'abandoned').length < ATTEMPTS_MAX;
}

function* callAgainSteps(
  world: World,
  rules: Rules,
  worker: number,
  at: number,
  attempt: Attempt,
): Generator<Act> {
  const request = requestAt(world, at);
  const facts: Facts = {
    ...permitFacts(world, rules, request),
    absent_at_stripe: attempt.lookUp !== 'none',
    key_is_fresh: attempt.isKeyFresh,
    no_stored_failure: !attempt.sawStoredFailure,
  };
  const isAllowed =
    may(rules, PAYOUT_REQUEST, 'call_again', request.state) &&
    may(rules, PAYOUT_ATTEMPT, 'call_again', attempt.state, facts);
  if (!isAllowed || world.budget.retries === 0) return;
  yield [
    `worker ${worker} calls again with the same key (${at})`,
    (next) => {
      next.budget.retries -= 1;
      const of = requestAt(next, at);
      of.state = 'dispatching';
      if (rules.mutant === 'new_key_for_retry') of.attempts.push(freshAttempt(of.claims));
      fenceOff(of);
      Object.assign(lastAttempt(of) as Attempt, {
        state: 'calling',
        isCallOver: false,
        isSettled: false,
        lookUp: 'none',
      });
      take(next, worker, at, 'permitted');
      return permitViolation(next, at);
    },
  ];
}

function fenceOff(request: Request): void {
  request.claims += 1;
  (lastAttempt(request) as Attempt).fence = request.claims;
}

function take(next: World, worker: number, at: number, step: 'claimed' | 'permitted'): void {
  const request = requestAt(next, at);
  const attempt = request.attempts.length - 1;
  next.workers[worker] = { step, request: at, attempt, fence: request.claims, isTimeUp: false };
}

function permitFacts(world: World, rules: Rules, request: Request): Facts {
  return {
    enough_approvals: countsEnough(world, request, rules),
    no_open_hold: !hasOpenHold(request),
    not_stopped: !isSwitchOn(world),
    connected_account_is_free: callsOf(world).length === 0,
    no_earlier_payout:
      request.forgotten === null &&
      request.attempts.every(
        ({ state, livePayouts, failedPayouts }) => state !== 'absent' || livePayouts + failedPayouts === 0,
      ),
  };
}

/** What must be true whenever a call is permitted, by the truth of the world and not by what the system believes. */
function permitViolation(world: World, at: number): string | undefined {
  const request = requestAt(world, at);
  if (!trulyApproved(world, request)) return 'a call that the people needed have not approved';
  if (hasOpenHold(request)) return 'a call while a hold is open';
  const releasers = new Set(request.holdReleasers);
  if (request.hold === 'released' && releasers.size < 2 && !releasers.has('source'))
    return 'a call after one person released a hold';
  if (isSwitchOn(world)) return 'a call permitted while the switch is on';
  if (callsOf(world).length > 1) return 'two calls of one connected account at once';
  return undefined;
}

/** The next steps of a worker that has a claim, and its death. */
export function* busySteps(world: World, rules: Rules, worker: number, state: Worker): Generator<Act> {
  if (state.step === 'idle') return;
  const { request: at, attempt: number, fence } = state;
  const request = requestAt(world, at);
  const attempt = attemptAt(world, at, number);
  const isMine = attempt.fence === fence;
  if (world.budget.crashes > 0)
    yield [
      `worker ${worker} dies`,
      (next) => {
        next.budget.crashes -= 1;
        next.workers[worker] = { step: 'idle' };
      },
    ];
  if (state.step === 'claimed') {
    const facts: Facts = { ...permitFacts(world, rules, request), claim_is_mine: isMine };
    if (may(rules, PAYOUT_ATTEMPT, 'call', attempt.state, facts))
      yield [
        `worker ${worker} gets its permit (${at})`,
        (next) => {
          Object.assign(attemptAt(next, at, number), {
            state: 'calling',
            isCallOver: false,
            isSettled: false,
          });
          next.workers[worker] = { ...state, step: 'permitted', isTimeUp: false };
          return permitViolation(next, at);
        },
      ];
    else yield* giveBackSteps(world, rules, worker, state);
  }
  if (state.step === 'permitted') yield* sendSteps(world, worker, state);
  if (state.step === 'waiting')
    yield [
      `worker ${worker} waits no longer`,
      (next) => {
        next.workers[worker] = { ...state, step: 'answered', answer: 'lost' };
      },
    ];
  if (state.step === 'answered') yield* answeredSteps(world, rules, worker, state);
}

function* giveBackSteps(
  world: World,
  rules: Rules,
  worker: number,
  state: Exclude<Worker, { step: 'idle' }>,
): Generator<Act> {
  const { request: at, attempt: number, fence } = state;
  const attempt = attemptAt(world, at, number);
  const facts: Facts = { claim_is_mine: attempt.fence === fence };
  const isAllowed =
    may(rules, PAYOUT_ATTEMPT, 'abandon', attempt.state, facts) &&
    may(rules, PAYOUT_REQUEST, 'give_back', requestAt(world, at).state, facts);
  if (isAllowed && attempt.onTheWire === 0)
    yield [
      `worker ${worker} gives back (${at})`,
      (next) => {
        attemptAt(next, at, number).state = 'abandoned';
        requestAt(next, at).state = 'approved';
        next.workers[worker] = { step: 'idle' };
      },
    ];
  else if (attempt.fence !== fence) yield* letGo(worker);
}

const waiting = ({ request, attempt, fence, isTimeUp }: Exclude<Worker, { step: 'idle' }>): Worker => ({
  step: 'waiting',
  request,
  attempt,
  fence,
  isTimeUp,
});

function* letGo(worker: number): Generator<Act> {
  yield [
    `worker ${worker} lets go`,
    (next) => {
      next.workers[worker] = { step: 'idle' };
    },
  ];
}

/** The bytes leave, unless the worker's own clock says that its time is up. */
function* sendSteps(world: World, worker: number, state: Exclude<Worker, { step: 'idle' }>): Generator<Act> {
  const { request: at, attempt: number } = state;
  if (state.isTimeUp) {
    yield* letGo(worker);
    return;
  }
  yield [
    `worker ${worker} sends (${at})`,
    (next) => {
      attemptAt(next, at, number).onTheWire += 1;
      next.workers[worker] = waiting(state);
      return isStopped(world) ? 'sent after the press returned' : undefined;
    },
  ];
}

function* answeredSteps(
  world: World,
  rules: Rules,
  worker: number,
  state: Extract<Worker, { step: 'answered' }>,
): Generator<Act> {
  const { request: at, attempt: number, fence, answer } = state;
  const request = requestAt(world, at);
  const attempt = attemptAt(world, at, number);
  const again: Facts = { not_stopped: !isSwitchOn(world), call_is_not_over: !state.isTimeUp };
  const canRetry = answer === 'lost' || answer === 'failed' || answer === 'failed_again';
  if (
    canRetry &&
    world.budget.retries > 0 &&
    attempt.fence === fence &&
    may(rules, PAYOUT_ATTEMPT, 'send_again', attempt.state, again)
  )
    yield [
      `the SDK of worker ${worker} sends again (${at})`,
      (next) => {
        next.budget.retries -= 1;
        attemptAt(next, at, number).onTheWire += 1;
        next.workers[worker] = waiting(state);
        if (isSwitchOn(world)) return 'sent again while the switch is on';
        return state.isTimeUp ? 'sent after its time was up' : undefined;
      },
    ];
  const facts: Facts = { claim_is_mine: attempt.fence === fence };
  const outcome = (
    {
      paid: 'accept',
      refused: 'refuse',
      rate_limited: 'put_back',
      failed: 'lose',
      failed_again: 'lose',
      lost: 'lose',
    } as const
  )[answer];
  if (!may(rules, PAYOUT_ATTEMPT, outcome, attempt.state, facts)) {
    yield* letGo(worker);
    return;
  }
  const requestMove = outcome === 'put_back' ? null : outcome;
  if (requestMove !== null && !may(rules, PAYOUT_REQUEST, requestMove, request.state)) {
    yield* letGo(worker);
    return;
  }
  yield [
    `worker ${worker} writes down: ${answer} (${at})`,
    (next) => {
      const of = attemptAt(next, at, number);
      of.state = PAYOUT_ATTEMPT.moves[outcome].to;
      if (answer === 'failed_again' || (answer === 'failed' && rules.mutant === 'any_failure_is_kept'))
        of.sawStoredFailure = true;
      if (requestMove !== null) requestAt(next, at).state = PAYOUT_REQUEST.moves[requestMove].to;
      next.workers[worker] =
        outcome === 'put_back'
          ? { step: 'claimed', request: at, attempt: number, fence, isTimeUp: false }
          : { step: 'idle' };
    },
  ];
}
