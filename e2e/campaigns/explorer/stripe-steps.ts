import { PAYOUT_ATTEMPT, PAYOUT_REQUEST } from '#lib/transitions.ts';
import { may, type Rules } from './facts.ts';
import type { Act } from './explore.ts';
import type { Answer, Attempt, Request, World } from './world.ts';

const requestAt = (world: World, at: number): Request => world.requests[at] as Request;

/** What Stripe, the wire and the clock may do to one attempt. */
export function* attemptSteps(world: World, rules: Rules, at: number, number: number): Generator<Act> {
  const attempt = requestAt(world, at).attempts[number] as Attempt;
  const of = (next: World): Attempt => requestAt(next, at).attempts[number] as Attempt;
  if (attempt.onTheWire > 0) yield* wireSteps(world, at, number, attempt);
  const mayBeOnItsWay = attempt.state === 'calling' || attempt.state === 'unknown';
  if (mayBeOnItsWay && !attempt.isCallOver)
    yield [
      `the time of the call ends (${at})`,
      (next) => {
        of(next).isCallOver = true;
        for (const worker of next.workers)
          if (worker.step !== 'idle' && worker.request === at && worker.fence === attempt.fence)
            worker.isTimeUp = true;
      },
    ];
  const isStraggling = attempt.onTheWire > 0;
  if (attempt.isCallOver && !attempt.isSettled && (!isStraggling || world.budget.stragglers > 0))
    yield [
      isStraggling ? `the call counts as settled and still travels (${at})` : `the call has settled (${at})`,
      (next) => {
        if (isStraggling) next.budget.stragglers -= 1;
        of(next).isSettled = true;
      },
    ];
  if (attempt.isSettled && !isStraggling && attempt.isKeyFresh && attempt.state === 'unknown')
    yield [
      `Stripe forgets the key (${at})`,
      (next) => {
        Object.assign(of(next), { isKeyFresh: false, stored: 'nothing' });
      },
    ];
  if (attempt.livePayouts > 0 && world.budget.lateFailures > 0)
    yield [
      `the bank sends the money back (${at})`,
      (next) => {
        next.budget.lateFailures -= 1;
        of(next).livePayouts -= 1;
        of(next).failedPayouts += 1;
      },
    ];
  yield* readSteps(world, rules, at, number, attempt);
}

/** A request on the wire is lost, or Stripe does it; then the answer arrives or not. */
function* wireSteps(world: World, at: number, number: number, attempt: Attempt): Generator<Act> {
  const done = (answer: Answer, change: (of: Attempt) => void) => (next: World) => {
    const of = requestAt(next, at).attempts[number] as Attempt;
    of.onTheWire -= 1;
    change(of);
    for (const [index, worker] of next.workers.entries())
      if (worker.step === 'waiting' && worker.request === at && worker.attempt === number)
        next.workers[index] = { ...worker, step: 'answered', answer };
    const { attempts, forgotten } = requestAt(next, at);
    const live = attempts.reduce((sum, { livePayouts }) => sum + livePayouts, forgotten?.livePayouts ?? 0);
    return live > 1 ? 'paid twice' : undefined;
  };
  const pay = (of: Attempt) => {
    of.livePayouts += 1;
    of.stored = 'paid';
  };
  if (attempt.stored !== 'nothing') {
    const again = attempt.stored === 'failed' ? 'failed_again' : attempt.stored;
    yield [`Stripe answers again (${at})`, done(again, () => undefined)];
    return;
  }
  yield [`Stripe pays (${at})`, done('paid', pay)];
  if (world.budget.faults === 0) return;
  const costly = (answer: Answer, change: (of: Attempt) => void) => (next: World) => {
    next.budget.faults -= 1;
    return done(answer, change)(next);
  };
  if (world.budget.stragglers > 0)
    yield [
      `something before Stripe fails, and the request goes on (${at})`,
      costly('failed', (of) => {
        of.onTheWire += 1;
      }),
    ];
  yield [`the request is lost (${at})`, costly('lost', () => undefined)];
  yield [`Stripe pays and the answer is lost (${at})`, costly('lost', pay)];
  yield [
    `Stripe refuses (${at})`,
    costly('refused', (of) => {
      of.stored = 'refused';
    }),
  ];
  yield [`Stripe asks to slow down (${at})`, costly('rate_limited', () => undefined)];
  yield [
    `Stripe fails and keeps it (${at})`,
    costly('failed', (of) => {
      of.stored = 'failed';
    }),
  ];
  yield [
    `Stripe pays, fails and keeps it (${at})`,
    costly('failed', (of) => {
      of.livePayouts += 1;
      of.stored = 'failed';
    }),
  ];
}

/** Looking a payout up, its events (repeated, late, in any order), and what time alone does. */
function* readSteps(
  world: World,
  rules: Rules,
  at: number,
  number: number,
  attempt: Attempt,
): Generator<Act> {
  const request = requestAt(world, at);
  const of = (next: World): Attempt => requestAt(next, at).attempts[number] as Attempt;
  const isThere = attempt.livePayouts + attempt.failedPayouts > 0;
  if (may(rules, PAYOUT_ATTEMPT, 'expire', attempt.state, { call_is_over: attempt.isCallOver }))
    yield [
      `nobody answered in time (${at})`,
      (next) => {
        of(next).state = 'unknown';
        const whole = requestAt(next, at);
        whole.claims += 1;
        of(next).fence = whole.claims;
        whole.state = 'unknown';
      },
    ];
  if (
    isThere &&
    may(rules, PAYOUT_ATTEMPT, 'find', attempt.state) &&
    may(rules, PAYOUT_REQUEST, 'accept', request.state)
  )
    yield [
      `the payout is found or its event arrives (${at})`,
      (next) => {
        of(next).state = 'accepted';
        requestAt(next, at).state = 'sent';
      },
    ];
  if (attempt.state === 'unknown' && !isThere) {
    const seen = attempt.isSettled ? 'absent_settled' : 'absent';
    if (attempt.lookUp !== seen)
      yield [
        `the look-up finds nothing (${at})`,
        (next) => {
          of(next).lookUp = seen;
        },
      ];
  }
  if (
    may(rules, PAYOUT_ATTEMPT, 'prove_absent', attempt.state, {
      absent_after_settling: attempt.lookUp === 'absent_settled',
      key_is_spent: attempt.sawStoredFailure || !attempt.isKeyFresh,
    })
  )
    yield [
      `absence is proven (${at})`,
      (next) => {
        of(next).state = 'absent';
      },
    ];
  if (
    attempt.failedPayouts > 0 &&
    may(rules, PAYOUT_ATTEMPT, 'return', attempt.state) &&
    may(rules, PAYOUT_REQUEST, 'return', request.state)
  )
    yield [
      `the failure's event arrives (${at})`,
      (next) => {
        of(next).state = 'returned';
        requestAt(next, at).state = 'returned';
      },
    ];
  if (
    attempt.livePayouts > 0 &&
    attempt.state === 'accepted' &&
    may(rules, PAYOUT_REQUEST, 'settle', request.state)
  )
    yield [
      `the payout is final (${at})`,
      (next) => {
        requestAt(next, at).state = 'settled';
      },
    ];
}
