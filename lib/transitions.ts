import { DomainError } from './errors.ts';

/*
 * How a payout request, its attempts, its holds, its approval and the kill switch may move: the one file that says so.
 * Verbs ask `nextState` before they write, the explorer in e2e/campaigns/explorer walks every state that these tables
 * reach, and docs/payout-transitions.md is drawn from them. A condition is a fact that the verb reads from rows which it
 * has locked; its text is what a person is told when it does not hold: what is so, then the next step.
 */
export const CONDITIONS = {
  payload_as_shown: 'This request has changed since you opened it. Look at it again, then decide.',
  not_the_requester: 'You asked for this payout yourself, or opened it again. Somebody else must decide it.',
  first_decision: 'You have decided this request already. Another person must decide it too.',
  enough_approvals: 'It has not been approved by enough people. See who still has to decide.',
  too_few_approvals: 'It is still approved by enough people.',
  no_open_hold: 'A hold is open on it. Release every hold first.',
  not_stopped: 'A kill switch covers it. It leaves after the switch has been released.',
  undo_is_over: 'The time in which the approval can be taken back is not over yet.',
  connected_account_is_free:
    'Another payout of this connected account is being sent. It follows when that one has ended.',
  claim_is_mine: 'Another worker has taken this attempt over. Its outcome counts, not this one.',
  lease_is_over: 'A worker still holds this attempt. Wait until its lease has ended.',
  call_is_over: 'The call may still be under way. Wait until its time is up.',
  call_is_not_over: 'The time for this call is up. Its outcome has to be looked up.',
  key_is_fresh: 'Stripe may have forgotten this idempotency key. Look the outcome up instead.',
  no_stored_failure:
    'Stripe answers this idempotency key with a stored failure. Look the outcome up instead.',
  absent_at_stripe: 'It is not known whether Stripe has this payout. Look it up first.',
  absent_after_settling:
    'Stripe was not asked again after the last call had settled. Wait for the next look-up.',
  key_is_spent:
    'Stripe would still make one payout under this idempotency key. Wait: the same key is asked again, or its day passes.',
  no_earlier_payout:
    'Stripe’s list was not read since the attempt before. It is read again before anything is sent.',
  absence_is_proven: 'It is not proven that Stripe has no payout for the last attempt.',
  payout_was_forgotten:
    'No incident says that Stripe has a payout for exactly this request, or it has come back. Look at the request as it is now.',
  own_source: 'Only the source of this hold releases it alone. Two people can release it as well.',
  another_person: 'You took the first step yourself. A second person has to confirm.',
  nothing_in_flight: 'A covered call is still under way. The switch is engaged as soon as it has ended.',
} as const satisfies Record<string, string>;

export type Condition = keyof typeof CONDITIONS;

/** `people`: a person in the app. `worker`: our process. `stripe`: something read from Stripe. `time`: a clock. */
export type Mover = 'policy' | 'people' | 'worker' | 'stripe' | 'time';

export type Move<State extends string> = {
  from: readonly State[];
  to: State;
  by: Mover;
  needs?: readonly Condition[];
};

export type Machine<State extends string = string, Name extends string = string> = {
  title: string;
  initial: NoInfer<State>;
  /** What each state means, for people. */
  states: Readonly<Record<State, string>>;
  moves: Readonly<Record<Name, Move<NoInfer<State>>>>;
};

const machine = <const State extends string, const Name extends string>(
  definition: Machine<State, Name>,
): Machine<State, Name> => definition;

/** What we wish: money to one bank account of one connected account. Holds are beside it, not in it. */
export const PAYOUT_REQUEST = machine({
  title: 'Payout request',
  initial: 'in_review',
  states: {
    in_review: 'Waits for people, for a time, or for its holds.',
    approved: 'Decided. Leaves when no hold is open, no switch covers it and the undo window has ended.',
    dispatching: 'A worker has taken it; Stripe may be called at any moment.',
    unknown: 'Stripe was called and we do not know what came of it. It is being looked up.',
    sent: 'Stripe has the payout.',
    settled: 'The payout is final.',
    refused: 'Stripe refused it; nothing left. A person decides what comes next.',
    returned: 'The payout failed or was cancelled; the money is back. A person decides what comes next.',
    rejected: 'A reviewer said no. The money is free again.',
    cancelled: 'Taken back before it left. The money is free again.',
  },
  moves: {
    approve: { from: ['in_review'], to: 'approved', by: 'people', needs: ['enough_approvals'] },
    undo: { from: ['approved'], to: 'in_review', by: 'people' },
    // An approver who may approve no more counts no more: people have to look again.
    fall_back: { from: ['approved'], to: 'in_review', by: 'policy', needs: ['too_few_approvals'] },
    amend: { from: ['in_review', 'approved'], to: 'in_review', by: 'people' },
    reject: { from: ['in_review', 'approved'], to: 'rejected', by: 'people' },
    cancel: { from: ['in_review', 'approved', 'refused', 'returned'], to: 'cancelled', by: 'people' },
    claim: {
      from: ['approved'],
      to: 'dispatching',
      by: 'worker',
      needs: ['enough_approvals', 'no_open_hold', 'not_stopped', 'undo_is_over'],
    },
    give_back: { from: ['dispatching'], to: 'approved', by: 'worker', needs: ['claim_is_mine'] },
    accept: { from: ['dispatching', 'unknown'], to: 'sent', by: 'stripe' },
    refuse: { from: ['dispatching', 'unknown'], to: 'refused', by: 'stripe' },
    lose: { from: ['dispatching'], to: 'unknown', by: 'worker' },
    call_again: { from: ['unknown'], to: 'dispatching', by: 'worker' },
    // Sent in a time that a database which was put back has forgotten: nothing is called, it is only written down.
    recognise: {
      from: ['approved'],
      to: 'sent',
      by: 'people',
      needs: ['payout_was_forgotten', 'enough_approvals', 'not_the_requester'],
    },
    renew: { from: ['unknown'], to: 'approved', by: 'people', needs: ['absence_is_proven'] },
    return: { from: ['sent', 'settled'], to: 'returned', by: 'stripe' },
    settle: { from: ['sent'], to: 'settled', by: 'time' },
    reopen: { from: ['refused', 'returned'], to: 'in_review', by: 'people' },
  },
});

/** What every call needs at the moment of its permit, whatever was true when it was claimed. */
const PERMIT = [
  'claim_is_mine',
  'enough_approvals',
  'no_open_hold',
  'not_stopped',
  'connected_account_is_free',
] as const satisfies Condition[];

/** One intent to call Stripe, with a key of its own. Its row is committed before the call. */
export const PAYOUT_ATTEMPT = machine({
  title: 'Payout attempt',
  initial: 'claimed',
  states: {
    claimed: 'Written down; Stripe has not been called, or has said that it did nothing (429).',
    calling: 'Stripe may be called until its time is up.',
    unknown: 'Called, outcome unknown.',
    accepted: 'Stripe has the payout.',
    refused: 'Stripe refused it; there is no payout.',
    returned: 'Stripe had the payout, and its money is back.',
    absent: 'Proven: Stripe made no payout for it, and its key makes none any more.',
    abandoned: 'Given up before any call.',
  },
  moves: {
    take_over: { from: ['claimed'], to: 'claimed', by: 'worker', needs: ['lease_is_over'] },
    abandon: { from: ['claimed'], to: 'abandoned', by: 'worker', needs: ['claim_is_mine'] },
    call: { from: ['claimed'], to: 'calling', by: 'worker', needs: [...PERMIT, 'no_earlier_payout'] },
    send_again: {
      from: ['calling'],
      to: 'calling',
      by: 'worker',
      needs: ['not_stopped', 'call_is_not_over'],
    },
    put_back: { from: ['calling'], to: 'claimed', by: 'worker', needs: ['claim_is_mine'] },
    // Only the caller ends a call: what an event says meanwhile is kept, and found when the call has ended.
    accept: { from: ['calling'], to: 'accepted', by: 'stripe', needs: ['claim_is_mine'] },
    // Also what was thought absent, should Stripe show it after all: nothing was sent instead yet.
    find: { from: ['unknown', 'absent'], to: 'accepted', by: 'stripe' },
    refuse: { from: ['calling'], to: 'refused', by: 'stripe', needs: ['claim_is_mine'] },
    lose: { from: ['calling'], to: 'unknown', by: 'worker', needs: ['claim_is_mine'] },
    expire: { from: ['calling'], to: 'unknown', by: 'time', needs: ['call_is_over'] },
    call_again: {
      from: ['unknown'],
      to: 'calling',
      by: 'worker',
      needs: [...PERMIT.slice(1), 'absent_at_stripe', 'key_is_fresh', 'no_stored_failure'],
    },
    prove_absent: {
      from: ['unknown'],
      to: 'absent',
      by: 'stripe',
      needs: ['absent_after_settling', 'key_is_spent'],
    },
    return: { from: ['accepted'], to: 'returned', by: 'stripe' },
  },
});

/** One person's word on exactly what was shown. */
export const APPROVAL = machine({
  title: 'Approval',
  initial: 'asked',
  states: {
    asked: 'A person may decide.',
    given: 'Counts for exactly the payload that was shown, while its giver still may approve.',
    void: 'The request changed, was taken back or came back: it counts no more.',
  },
  moves: {
    decide: {
      from: ['asked'],
      to: 'given',
      by: 'people',
      needs: ['payload_as_shown', 'not_the_requester', 'first_decision'],
    },
    void: { from: ['given'], to: 'void', by: 'people' },
  },
});

/** A reason for money to stay. Time never releases one: it escalates. */
export const HOLD = machine({
  title: 'Hold',
  initial: 'open',
  states: {
    open: 'The money stays.',
    release_asked: 'The money stays; one of two people has asked for its release.',
    released: 'No reason to stay any more.',
  },
  moves: {
    release: { from: ['open', 'release_asked'], to: 'released', by: 'policy', needs: ['own_source'] },
    ask_release: { from: ['open'], to: 'release_asked', by: 'people' },
    confirm_release: { from: ['release_asked'], to: 'released', by: 'people', needs: ['another_person'] },
    keep: { from: ['release_asked'], to: 'open', by: 'people' },
  },
});

/** One press of the kill switch. Releasing it releases no hold and re-enables no schedule. */
export const KILL_SWITCH = machine({
  title: 'Kill switch',
  initial: 'engaging',
  states: {
    engaging: 'Committed: no call begins. Calls under way are waited for.',
    engaged: 'Nothing it covers is under way, and nothing begins.',
    release_asked: 'Engaged; one of two people has asked for its release.',
    released: 'Money may leave again.',
  },
  moves: {
    drained: { from: ['engaging'], to: 'engaged', by: 'worker', needs: ['nothing_in_flight'] },
    ask_release: { from: ['engaged'], to: 'release_asked', by: 'people' },
    confirm_release: { from: ['release_asked'], to: 'released', by: 'people', needs: ['another_person'] },
    keep: { from: ['release_asked'], to: 'engaged', by: 'people' },
  },
});

/** A wish to reject a connected account at Stripe, or to reject it no longer. It moves no money: its hold stays either way. */
export const ACCOUNT_REJECTION = machine({
  title: 'Rejection of an account',
  initial: 'asked',
  states: {
    asked: 'One of two people has asked for it. To reject, every payout is held already.',
    declined: 'Somebody took it off the table.',
    confirmed: 'Two people agree. Stripe is told until it shows it.',
    done: 'Stripe shows it.',
    refused: 'Stripe refused it.',
  },
  moves: {
    decline: { from: ['asked'], to: 'declined', by: 'people' },
    confirm: { from: ['asked'], to: 'confirmed', by: 'people', needs: ['another_person'] },
    show: { from: ['confirmed'], to: 'done', by: 'stripe' },
    refuse: { from: ['confirmed'], to: 'refused', by: 'stripe' },
  },
});

/** All of them, in the order in which a reader meets them. */
export const MACHINES: readonly Machine[] = [
  PAYOUT_REQUEST,
  PAYOUT_ATTEMPT,
  APPROVAL,
  HOLD,
  KILL_SWITCH,
  ACCOUNT_REJECTION,
];

export type StateOf<Of> = Of extends Machine<infer State> ? State : never;

/** What is so. A caller answers the conditions of its move; one without an answer does not hold. */
export type Facts = Partial<Record<Condition, boolean>>;

/** What stands in the way of a move: a condition that does not hold or was not answered, the state itself, or nothing. */
export function blockedBy<State extends string, Name extends string>(
  of: Machine<State, Name>,
  name: Name,
  from: State,
  facts: Facts,
): Condition | 'state' | null {
  const move = of.moves[name];
  if (!move.from.includes(from)) return 'state';
  return move.needs?.find((condition) => facts[condition] !== true) ?? null;
}

/**
 * The state after a move. Nothing but the tables decides.
 * @throws DomainError `kill_switch_engaged` or `conflict`, with the sentence of the first condition that does not hold
 */
export function nextState<State extends string, Name extends string>(
  of: Machine<State, Name>,
  name: Name,
  from: State,
  facts: Facts,
): State {
  const obstacle = blockedBy(of, name, from, facts);
  if (obstacle === null) return of.moves[name].to;
  if (obstacle === 'state')
    throw new DomainError(
      'conflict',
      `${of.title}: this cannot be done now, it is ${from.replaceAll('_', ' ')}. Reload the page to see where it stands.`,
    );
  throw new DomainError(
    obstacle === 'not_stopped' ? 'kill_switch_engaged' : 'conflict',
    CONDITIONS[obstacle],
  );
}
