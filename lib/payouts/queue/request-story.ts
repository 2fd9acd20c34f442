import { CONDITIONS, type Condition } from '../../transitions.ts';
import { becauseInWords } from '../review/lost-approvals.ts';
import type { RequestEvent } from './request-types.ts';

type After = Readonly<Record<string, unknown>> | null;

/** What a record of a request says besides who did what and when, for the sentence that tells of it. Pure. */
export function eventFacts(
  action: string,
  after: After,
): Pick<RequestEvent, 'detail' | 'because' | 'payoutAttemptId' | 'call' | 'payoutId' | 'approvals'> {
  const because = becauseOf(action, after);
  return {
    detail: detailOf(after, because === null ? WRITTEN : WRITTEN.filter((name) => name !== 'because')),
    because,
    payoutAttemptId: text(after, 'payoutAttemptId'),
    call: number(after, 'call'),
    payoutId: text(after, 'payoutId'),
    approvals: approvalsOf(after),
  };
}

/** Under what a person's reason, a note, or what Stripe or the bank said is recorded. */
const WRITTEN = ['reason', 'note', 'because', 'failureMessage', 'errorMessage', 'message'];

function detailOf(after: After, names: readonly string[]): string | null {
  return names.map((name) => text(after, name)).find((said) => said !== null) ?? null;
}

/** Why Sluice did it, as a part of a sentence; null where a person wrote why. */
function becauseOf(action: string, after: After): string | null {
  const because = text(after, 'because');
  if (action.startsWith('payout_attempt.'))
    return because === null ? null : (OBSTACLES[because] ?? soOf(because));
  if (action === 'payout_request.approval_lost') return becauseInWords(because ?? '');
  if (action !== 'payout_request.fall_back') return null;
  if (because !== null) return becauseInWords(because);
  return after !== null && 'routeReasons' in after
    ? 'somebody rejected money of it meanwhile'
    : 'too few of its approvals counted';
}

/** What stood in the way of a call, as it was then. */
const OBSTACLES: Readonly<Record<string, string>> = {
  enough_approvals: 'too few of its approvals counted',
  no_open_hold: 'a hold was open on it',
  not_stopped: 'a kill switch covered it',
  undo_is_over: 'its approval could still be taken back',
  no_earlier_payout: 'Stripe’s list had to be read first, and could not be',
  wait_of_the_policy: 'the policy’s wait was not over',
  minimum_balance: 'the minimum balance would not have stayed',
  equal_refusals: 'Stripe had refused payouts of its account again and again',
  destination_changed: 'its destination had changed',
  dispatch_is_closed: 'all sending was locked',
  call_is_over: 'whoever asked ended before it could say what came of it',
};

/** What is so of a condition without words of its own here, or its name. */
function soOf(because: string): string {
  const [so = because] = Object.hasOwn(CONDITIONS, because)
    ? CONDITIONS[because as Condition].split('. ') // an own key of them
    : [because.replaceAll('_', ' ')];
  return becauseInWords(so);
}

function approvalsOf(after: After): string | null {
  const [given, needed] = [number(after, 'approvals'), number(after, 'approvalsNeeded')];
  return given === null || needed === null ? null : `${String(given)} of ${String(needed)}`;
}

function text(after: After, name: string): string | null {
  const value = after?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(after: After, name: string): number | null {
  const value = after?.[name];
  return typeof value === 'number' ? value : null;
}

type Change = {
  readonly change: 'added' | 'changed' | 'removed';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  /** Of a destination that the account began with: that, in words; null for every other change. */
  readonly firstSight: string | null;
};

/** One change of a bank account or card: the bank and the last four digits always stay. Pure. */
export function changeInWords({ change, before, after, firstSight }: Change): string {
  const was = placeOf(before);
  const is = placeOf(after);
  if (change === 'added') return `${is} was ${firstSight ?? 'added'}`;
  if (change === 'removed') return `${was} was removed`;
  return was === is ? `${is}: its details changed` : `${was} became ${is}`;
}

function placeOf(facts: Change['before']): string {
  const institution = text(facts, 'institution') ?? 'A bank account or card';
  const last4 = text(facts, 'last4');
  return last4 === null ? institution : `${institution} ••${last4}`;
}
