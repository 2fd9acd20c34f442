import { PAYOUT_ATTEMPT, PAYOUT_REQUEST } from '#lib/transitions.ts';
import { hasOpenHold, isSwitchOn, lastAttempt, type Mutant, type Rules } from './facts.ts';
import { decidedSteps, decisionSteps, holdSteps, switchSteps } from './people-steps.ts';
import { attemptSteps } from './stripe-steps.ts';
import { busySteps, hasRoom, idleSteps } from './worker-steps.ts';
import { keyOf } from './world-key.ts';
import { copyOf, forgetThePast, type Request, type World } from './world.ts';

/** A step: what happens, and how it changes the world it is given; it says what promise it has broken, if any. */
export type Act = [label: string, change: (next: World) => unknown];

export type Exploration = {
  states: number;
  steps: number;
  /** The shortest way to a broken promise, as the steps that lead there. */
  violation: { promise: string; trace: string[] } | null;
  /** A way to a state from which no request comes to rest unless people act; null when there is none. */
  stuck: string[] | null;
  /** Moves of the tables that were taken. */
  used: Set<string>;
};

function* peopleSteps(world: World, rules: Rules): Generator<Act> {
  yield* switchSteps(world, rules);
  for (const at of world.requests.keys()) {
    yield* decisionSteps(world, rules, at);
    yield* holdSteps(world, rules, at);
  }
}

function* machineSteps(world: World, rules: Rules): Generator<Act> {
  for (const at of world.requests.keys()) {
    yield* decidedSteps(world, rules, at);
    for (const number of world.requests[at]?.attempts.keys() ?? [])
      yield* attemptSteps(world, rules, at, number);
  }
  for (const [index, worker] of world.workers.entries())
    if (worker.step === 'idle') yield* idleSteps(world, rules, index);
    else yield* busySteps(world, rules, index, worker);
}

const stepsOf = (world: World, rules: Rules): { act: Act; isByPeople: boolean }[] => [
  ...[...peopleSteps(world, rules)].map((act) => ({ act, isByPeople: true })),
  ...[...machineSteps(world, rules)].map((act) => ({ act, isByPeople: false })),
];

/** Ended, or waiting for a person: nothing is under way and nothing is owed an answer. */
function isAtRest(world: World, request: Request): boolean {
  // Of what Stripe has a forgotten payout, nothing is sent until a person says whose it is.
  if (request.state === 'approved' && request.forgotten !== null) return true;
  if (request.state === 'approved') return hasOpenHold(request) || isSwitchOn(world) || !hasRoom(request);
  if (request.state === 'unknown')
    return lastAttempt(request)?.state === PAYOUT_ATTEMPT.moves.prove_absent.to;
  return request.state !== 'dispatching' && request.state !== PAYOUT_REQUEST.moves.accept.to;
}

/** Which step of which earlier state led here: enough to walk there again. */
type Way = { from: number; step: number };

function walk(first: World, rules: Rules, ways: readonly Way[], to: number): string[] {
  const way: number[] = [];
  for (let at = to; at > 0; at = ways[at]?.from ?? 0) way.unshift(ways[at]?.step ?? 0);
  let world = first;
  return way.map((step) => {
    const [label, change] = stepsOf(world, rules)[step]?.act ?? ['', () => undefined];
    world = copyOf(world);
    change(world);
    forgetThePast(world);
    return label;
  });
}

/**
 * Visits every state that can be reached from the first one, nearest first, and stops at the first broken promise.
 * @param mutant breaks the system on purpose, so that tests see what the explorer would find
 */
export function explore(first: World, mutant: Mutant | null = null): Exploration {
  const rules: Rules = { mutant, used: new Set() };
  const seen = new Map<string, number>([[keyOf(first), 0]]);
  const ways: Way[] = [{ from: -1, step: 0 }];
  const resting: number[] = [];
  const cameBySelf: number[][] = [[]];
  let frontier: [number, World][] = [[0, first]];
  let steps = 0;
  while (frontier.length > 0) {
    const following: [number, World][] = [];
    for (const [index, world] of frontier) {
      if (world.requests.every((request) => isAtRest(world, request))) resting.push(index);
      for (const [step, { act, isByPeople }] of stepsOf(world, rules).entries()) {
        steps += 1;
        const next = copyOf(world);
        const promise = act[1](next);
        if (typeof promise === 'string') {
          const trace = [...walk(first, rules, ways, index), act[0]];
          return { states: seen.size, steps, violation: { promise, trace }, stuck: null, used: rules.used };
        }
        forgetThePast(next);
        const key = keyOf(next);
        let to = seen.get(key);
        if (to === undefined) {
          to = ways.length;
          seen.set(key, to);
          ways.push({ from: index, step });
          cameBySelf.push([]);
          following.push([to, next]);
        }
        if (!isByPeople) cameBySelf[to]?.push(index);
      }
    }
    frontier = following;
  }
  const stuckAt = firstWithoutRest(resting, cameBySelf);
  const stuck = stuckAt === null ? null : walk(first, rules, ways, stuckAt);
  return { states: seen.size, steps, violation: null, stuck, used: rules.used };
}

/** Walks back from rest along what happens by itself. */
function firstWithoutRest(resting: readonly number[], cameBySelf: readonly number[][]): number | null {
  const rests = new Set(resting);
  const open = [...resting];
  for (let index = open.pop(); index !== undefined; index = open.pop())
    for (const from of cameBySelf[index] ?? [])
      if (!rests.has(from)) {
        rests.add(from);
        open.push(from);
      }
  const stuck = cameBySelf.findIndex((_, index) => !rests.has(index));
  return stuck === -1 ? null : stuck;
}
