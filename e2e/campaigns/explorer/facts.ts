import { blockedBy, type Condition, type Facts, type Machine } from '#lib/transitions.ts';
import { PEOPLE, type Attempt, type Person, type Request, type World } from './world.ts';

/** A way to break the system on purpose, to see that the explorer finds what comes of it. */
export type Mutant =
  | Condition
  | 'new_key_for_retry'
  | 'any_failure_is_kept'
  | 'stale_roles'
  | 'role_returns'
  | 'edit_keeps_approvals'
  | 'reopener_decides';

export type Rules = { mutant: Mutant | null; used: Set<string> };

/** Asks the tables, with the facts of this world; a mutant's condition always holds. */
export function may<State extends string, Name extends string>(
  rules: Rules,
  of: Machine<State, Name>,
  name: Name,
  from: State,
  facts: Facts = {},
): boolean {
  const answered = rules.mutant === null ? facts : { ...facts, [rules.mutant]: true };
  if (blockedBy(of, name, from, answered) !== null) return false;
  rules.used.add(`${of.title}: ${name}`);
  return true;
}

export const isSwitchOn = (world: World): boolean => world.killSwitch !== 'off';

/** Nothing covered is under way and nothing may begin: the press has returned. */
export const isStopped = (world: World): boolean =>
  world.killSwitch === 'engaged' || world.killSwitch === 'release_asked';

export const hasOpenHold = (request: Request): boolean =>
  request.hold === 'open' || request.hold === 'release_asked';

export const lastAttempt = (request: Request): Attempt | undefined => request.attempts.at(-1);

/** Whoever asked for it, or opened it again. */
export const isMaker = (request: Request, person: Person): boolean =>
  person === request.requestedBy || person === request.reopenedBy;

/** Who may approve this request now. Reviewer b may lose the role. */
const approvers = (world: World, request: Request): Person[] =>
  PEOPLE.filter((person) => !isMaker(request, person) && !(person === 'b' && world.isDemoted));

/** The truth: how many people who may approve have decided on what would be sent now. */
export function trulyApproved(world: World, request: Request): boolean {
  const valid = approvers(world, request).filter((person) => request.decided.includes(person));
  return valid.length >= request.approvalsNeeded;
}

/** What the system believes, from the decisions that it has counted. */
export function countsEnough(world: World, request: Request, rules: Rules): boolean {
  const counted = request.counted.filter(
    (person) => rules.mutant === 'stale_roles' || !(person === 'b' && world.isDemoted),
  );
  return counted.length >= request.approvalsNeeded;
}

export const callsOf = (world: World): Attempt[] =>
  world.requests.flatMap(({ attempts }) => attempts.filter(({ state }) => state === 'calling'));
