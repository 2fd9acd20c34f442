import { APPROVAL, HOLD, KILL_SWITCH, PAYOUT_REQUEST } from '#lib/transitions.ts';
import { callsOf, countsEnough, isMaker, lastAttempt, may, trulyApproved, type Rules } from './facts.ts';
import type { Act } from './explore.ts';
import { PEOPLE, type Request, type World } from './world.ts';

/** A reviewer, who then is its maker, and somebody who decides nothing here, so that both can still do so. */
const REOPENERS = ['a', 'colleague'] as const;

/** What two reviewers may do to one request: decide, take back, amend, refuse, hold, release. */
export function* decisionSteps(world: World, rules: Rules, at: number): Generator<Act> {
  const request = world.requests[at];
  if (request === undefined) return;
  const { state } = request;
  for (const person of PEOPLE) {
    if (state !== 'in_review' || (person === 'b' && world.isDemoted)) continue;
    for (const isAsShown of [true, false]) {
      const facts = {
        payload_as_shown: isAsShown,
        not_the_requester:
          rules.mutant === 'reopener_decides' ? person !== request.requestedBy : !isMaker(request, person),
        first_decision: !request.counted.includes(person),
      };
      if (request.counted.length >= 2 || !may(rules, APPROVAL, 'decide', 'asked', facts)) continue;
      yield [
        `${person} approves ${isAsShown ? 'what it is' : 'what it was'} (${at})`,
        (next) => {
          const of = next.requests[at] as Request;
          of.counted.push(person);
          if (isAsShown && !of.decided.includes(person)) of.decided.push(person);
        },
      ];
    }
  }
  if (may(rules, PAYOUT_REQUEST, 'approve', state, { enough_approvals: countsEnough(world, request, rules) }))
    yield [
      `is approved (${at})`,
      (next) => {
        Object.assign(next.requests[at] as Request, { state: 'approved', isUndoOver: false });
      },
    ];
  if (!request.isUndoOver && may(rules, PAYOUT_REQUEST, 'undo', state))
    yield [
      `approval is taken back (${at})`,
      (next) => {
        reviewAgain(next.requests[at] as Request, rules);
      },
    ];
  if (world.budget.amendments > 0 && may(rules, PAYOUT_REQUEST, 'amend', state))
    yield [
      `is amended (${at})`,
      (next) => {
        next.budget.amendments -= 1;
        amend(next.requests[at] as Request, rules);
      },
    ];
  for (const end of ['reject', 'cancel'] as const)
    if (may(rules, PAYOUT_REQUEST, end, state))
      yield [
        `${end} (${at})`,
        (next) => {
          (next.requests[at] as Request).state = PAYOUT_REQUEST.moves[end].to;
        },
      ];
  for (const reopenedBy of REOPENERS)
    if (may(rules, PAYOUT_REQUEST, 'reopen', state))
      yield [
        `${reopenedBy} opens it again (${at})`,
        (next) => {
          const of = next.requests[at] as Request;
          reviewAgain(of, rules);
          of.reopenedBy = reopenedBy;
        },
      ];
  yield* recogniseSteps(world, rules, at, request);
  const isProven = lastAttempt(request)?.state === 'absent';
  if (may(rules, PAYOUT_REQUEST, 'renew', state, { absence_is_proven: isProven }))
    yield [
      `a person confirms that nothing was created (${at})`,
      (next) => {
        Object.assign(next.requests[at] as Request, { state: 'approved', isUndoOver: false });
      },
    ];
}

/** A backup from before the call is put back: the reading of Stripe's lists holds the request. Then somebody says whose the payout is. */
function* recogniseSteps(world: World, rules: Rules, at: number, request: Request): Generator<Act> {
  const made = lastAttempt(request);
  if (
    world.budget.restores > 0 &&
    request.state === 'sent' &&
    made?.state === 'accepted' &&
    made.livePayouts > 0
  )
    yield [
      `a backup from before the call is put back (${at})`,
      (next) => {
        next.budget.restores -= 1;
        const of = next.requests[at] as Request;
        of.forgotten = of.attempts.pop() ?? null;
        // What people had decided is older than the backup, or they decide again.
        Object.assign(of, { state: 'in_review', hold: 'open', holdReleasers: [], counted: [], decided: [] });
        for (const [index, worker] of next.workers.entries())
          if (worker.step !== 'idle' && worker.request === at) next.workers[index] = { step: 'idle' };
      },
    ];
  for (const person of PEOPLE) {
    const facts = {
      payout_was_forgotten: (request.forgotten?.livePayouts ?? 0) > 0,
      enough_approvals: countsEnough(world, request, rules),
      not_the_requester: !isMaker(request, person),
    };
    if (may(rules, PAYOUT_REQUEST, 'recognise', request.state, facts))
      yield [
        `${person} says that the payout is this request's (${at})`,
        (next) => {
          const of = next.requests[at] as Request;
          const isApproved = trulyApproved(next, of);
          const isThere = (of.forgotten?.livePayouts ?? 0) > 0;
          if (of.forgotten !== null) of.attempts.push({ ...of.forgotten, state: 'accepted' });
          Object.assign(of, { state: 'sent', forgotten: null });
          if (!isThere) return 'written down as sent, and Stripe has nothing';
          return isApproved ? undefined : 'written down as sent, and the people needed have not approved it';
        },
      ];
  }
}

/** What happens to a decided request without anybody: the undo window ends, or an approver who lost the role counts no more. */
export function* decidedSteps(world: World, rules: Rules, at: number): Generator<Act> {
  const request = world.requests[at];
  if (request?.state !== 'approved') return;
  if (!request.isUndoOver)
    yield [
      `undo window ends (${at})`,
      (next) => {
        (next.requests[at] as Request).isUndoOver = true;
      },
    ];
  const facts = { too_few_approvals: !countsEnough(world, request, rules) };
  if (may(rules, PAYOUT_REQUEST, 'fall_back', request.state, facts))
    yield [
      `an approval counts no more (${at})`,
      (next) => {
        const isStillApproved = trulyApproved(next, next.requests[at] as Request);
        reviewAgain(next.requests[at] as Request, rules);
        return isStillApproved ? 'two people approved it and it fell back' : undefined;
      },
    ];
}

function reviewAgain(request: Request, rules: Rules): void {
  if (request.counted.length > 0) may(rules, APPROVAL, 'void', 'given');
  Object.assign(request, { state: 'in_review', counted: [], decided: [], isUndoOver: false });
}

/** What b approved counts no more, also when b may approve again: b decides afresh, or not. */
function loseApproval(of: Request, rules: Rules): void {
  of.decided = of.decided.filter((person) => person !== 'b');
  if (rules.mutant === 'stale_roles' || rules.mutant === 'role_returns') return;
  if (of.counted.includes('b')) may(rules, APPROVAL, 'void', 'given');
  of.counted = of.counted.filter((person) => person !== 'b');
}

/** Other money now: whoever decided before has not decided on this. */
function amend(request: Request, rules: Rules): void {
  const { counted, state } = request;
  reviewAgain(request, rules);
  if (rules.mutant === 'edit_keeps_approvals') Object.assign(request, { counted, state });
}

/** Placing a hold and letting it go, by its source or by two people. */
export function* holdSteps(world: World, rules: Rules, at: number): Generator<Act> {
  const request = world.requests[at];
  if (request === undefined) return;
  const { hold } = request;
  if (hold === 'none') {
    if (world.budget.holds > 0)
      yield [
        `a hold is placed (${at})`,
        (next) => {
          next.budget.holds -= 1;
          (next.requests[at] as Request).hold = 'open';
        },
      ];
    return;
  }
  const release = (next: World, by: Request['holdReleasers'][number]): Request => {
    const of = next.requests[at] as Request;
    if (!of.holdReleasers.includes(by)) of.holdReleasers.push(by);
    return of;
  };
  if (may(rules, HOLD, 'release', hold, { own_source: true }))
    yield [
      `its source releases the hold (${at})`,
      (next) => {
        release(next, 'source').hold = 'released';
      },
    ];
  if (may(rules, HOLD, 'release', hold, { own_source: false }))
    yield [
      `another source releases the hold (${at})`,
      (next) => {
        (next.requests[at] as Request).hold = 'released';
      },
    ];
  for (const person of PEOPLE) {
    if (may(rules, HOLD, 'ask_release', hold))
      yield [
        `${person} asks to release the hold (${at})`,
        (next) => {
          release(next, person).hold = 'release_asked';
        },
      ];
    const facts = { another_person: !request.holdReleasers.includes(person) };
    if (may(rules, HOLD, 'confirm_release', hold, facts))
      yield [
        `${person} confirms the release (${at})`,
        (next) => {
          release(next, person).hold = 'released';
        },
      ];
  }
  if (may(rules, HOLD, 'keep', hold))
    yield [
      `the hold is kept (${at})`,
      (next) => {
        Object.assign(next.requests[at] as Request, { hold: 'open', holdReleasers: [] });
      },
    ];
}

/** Pressing the switch, waiting until nothing is under way, and two people who release it. Losing a role, and having it again, is here too. */
export function* switchSteps(world: World, rules: Rules): Generator<Act> {
  const { killSwitch } = world;
  if (!world.isDemoted && world.budget.demotions > 0)
    yield [
      'b may approve no more',
      (next) => {
        next.budget.demotions -= 1;
        next.isDemoted = true;
        for (const of of next.requests) loseApproval(of, rules);
      },
    ];
  if (world.isDemoted)
    yield [
      'b may approve again',
      (next) => {
        next.isDemoted = false;
      },
    ];
  if (killSwitch === 'off') {
    if (world.budget.presses > 0)
      yield [
        'the switch is pressed',
        (next) => {
          next.budget.presses -= 1;
          next.killSwitch = 'engaging';
        },
      ];
    return;
  }
  const isDrained = callsOf(world).every(({ isCallOver }) => isCallOver);
  if (may(rules, KILL_SWITCH, 'drained', killSwitch, { nothing_in_flight: isDrained }))
    yield [
      'the press returns',
      (next) => {
        next.killSwitch = 'engaged';
      },
    ];
  for (const person of PEOPLE) {
    if (may(rules, KILL_SWITCH, 'ask_release', killSwitch))
      yield [
        `${person} asks to release the switch`,
        (next) => {
          Object.assign(next, { killSwitch: 'release_asked', switchReleasers: [person] });
        },
      ];
    const facts = { another_person: !world.switchReleasers.includes(person) };
    if (may(rules, KILL_SWITCH, 'confirm_release', killSwitch, facts))
      yield [
        `${person} confirms the release of the switch`,
        (next) => {
          const releasers = new Set([...next.switchReleasers, person]);
          Object.assign(next, { killSwitch: 'off', switchReleasers: [] });
          return releasers.size < 2 ? 'one person released the switch' : undefined;
        },
      ];
  }
  if (may(rules, KILL_SWITCH, 'keep', killSwitch))
    yield [
      'the switch stays',
      (next) => {
        Object.assign(next, { killSwitch: 'engaged', switchReleasers: [] });
      },
    ];
}
