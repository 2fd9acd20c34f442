import { describe, expect, it } from 'vitest';
import { ACCOUNT_REJECTION, CONDITIONS, MACHINES, type Condition } from '#lib/transitions.ts';
import { explore, type Exploration } from './explore.ts';
import type { Mutant } from './facts.ts';
import { firstWorld, type Budget, type World } from './world.ts';

const NOTHING: Budget = {
  crashes: 0,
  faults: 0,
  takeOvers: 0,
  retries: 0,
  holds: 0,
  amendments: 0,
  demotions: 0,
  presses: 0,
  lateFailures: 0,
  stragglers: 0,
  restores: 0,
};

const world = (budget: Partial<Budget>, requests = 1): World =>
  firstWorld({ ...NOTHING, ...budget }, requests);

/**
 * Each is walked to its end: what may happen in it, how often. Between them every pair of a fault and an interference
 * meets at least once; all at once would be some billions of states.
 */
const WORLDS: [name: string, world: World][] = [
  ['two requests, two reviewers, two workers', world({}, 2)],
  [
    'a death, a fault of Stripe, a retry and the kill switch',
    world({ crashes: 1, faults: 1, retries: 1, presses: 1 }),
  ],
  [
    'a death, two faults, retries and two workers at once',
    world({ crashes: 1, faults: 2, retries: 2, takeOvers: 1 }),
  ],
  [
    'a request that travels longer than anything waits, a fault, retries',
    world({ stragglers: 1, faults: 2, retries: 2, crashes: 1 }),
  ],
  [
    'a role that is lost and comes back, a hold, the kill switch',
    world({ demotions: 1, holds: 1, presses: 1 }),
  ],
  [
    'a death, a hold, an amendment, a late failure, a lost role',
    world({ crashes: 1, holds: 1, amendments: 1, lateFailures: 1, demotions: 1 }),
  ],
  [
    'a backup that is put back, a late failure, a lost role, an amendment, a death',
    world({ restores: 1, lateFailures: 1, demotions: 1, amendments: 1, crashes: 1 }),
  ],
];

const explored = new Map<string, Exploration>();

describe('from every state that can be reached', () => {
  it.each(WORLDS)(
    'nothing is paid twice, while stopped, or without its people: %s',
    (name, first) => {
      const found = explore(first);
      explored.set(name, found);
      expect(found.violation).toBeNull();
      expect(found.states).toBeGreaterThan(10_000);
    },
    120_000,
  );

  it.each(WORLDS.map(([name]) => name))('each request comes to rest by itself: %s', (name) => {
    expect(explored.get(name)?.stuck).toBeNull();
  });

  it('every move of the tables was taken', () => {
    // Whatever becomes of a wish to reject an account moves no money: the small world has none.
    const declared = MACHINES.filter((one) => one.title !== ACCOUNT_REJECTION.title).flatMap(
      ({ title, moves }) => Object.keys(moves).map((move) => `${title}: ${move}`),
    );
    const used = new Set([...explored.values()].flatMap((found) => [...found.used]));
    expect(declared.filter((move) => !used.has(move))).toEqual([]);
  });
});

describe('a system without one of its conditions is caught', () => {
  /** Worlds just large enough for each to be found, smallest first. */
  const SMALL = [
    world({}),
    world({ retries: 1, takeOvers: 1 }),
    world({ presses: 1, retries: 1, takeOvers: 1 }),
    world({ holds: 1, demotions: 1 }),
    world({ amendments: 1 }),
    world({}, 2),
    world({ lateFailures: 1 }),
    world({ stragglers: 1, faults: 1 }),
  ];
  const firstPromise = (mutant: Mutant): string | null => {
    for (const first of SMALL) {
      const { violation } = explore(first, mutant);
      if (violation !== null) return violation.promise;
    }
    return null;
  };

  /** They keep workers from useless work; the promises hold without them, which is why they are not the only guard. */
  const ONLY_SAVES_WORK: Condition[] = ['lease_is_over', 'no_stored_failure', 'absent_at_stripe'];
  /**
   * For what the small world has not: a payout that is made and not in the list yet, and a request that travels for a day. A key
   * that pays no more is enough without them (decision 0033). lib/payouts/dispatch/new-key.test.ts has the day.
   */
  const SECOND_BELT: Condition[] = ['absent_after_settling', 'no_earlier_payout'];
  const BREAKS: [Mutant, string][] = [
    ['payout_was_forgotten', 'written down as sent, and Stripe has nothing'],
    ['payload_as_shown', 'a call that the people needed have not approved'],
    ['not_the_requester', 'a call that the people needed have not approved'],
    ['first_decision', 'a call that the people needed have not approved'],
    ['enough_approvals', 'a call that the people needed have not approved'],
    ['too_few_approvals', 'two people approved it and it fell back'],
    ['no_open_hold', 'a call while a hold is open'],
    ['not_stopped', 'a call permitted while the switch is on'],
    ['undo_is_over', 'claimed in the undo window'],
    ['connected_account_is_free', 'two calls of one connected account at once'],
    ['claim_is_mine', 'sent after the press returned'],
    ['call_is_over', 'paid twice'],
    ['call_is_not_over', 'sent after its time was up'],
    ['key_is_fresh', 'paid twice'],
    ['key_is_spent', 'paid twice'],
    ['any_failure_is_kept', 'paid twice'],
    ['absence_is_proven', 'paid twice'],
    ['own_source', 'a call after one person released a hold'],
    ['another_person', 'one person released the switch'],
    ['nothing_in_flight', 'sent after the press returned'],
    ['new_key_for_retry', 'paid twice'],
    ['stale_roles', 'a call that the people needed have not approved'],
    ['role_returns', 'a call that the people needed have not approved'],
    ['edit_keeps_approvals', 'a call that the people needed have not approved'],
    ['reopener_decides', 'a call that the people needed have not approved'],
  ];

  it.each(BREAKS)(
    '%s: %s',
    (mutant, promise) => {
      expect(firstPromise(mutant)).toBe(promise);
    },
    60_000,
  );

  it('no condition is left out', () => {
    const tried = new Set<string>([...BREAKS.map(([mutant]) => mutant), ...ONLY_SAVES_WORK, ...SECOND_BELT]);
    expect(Object.keys(CONDITIONS).filter((condition) => !tried.has(condition))).toEqual([]);
  });
});
