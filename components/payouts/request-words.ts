import type { PayoutRequestDetail, PayoutRequestRow, PayoutRequestState } from '#lib/payouts/types.ts';
import type { Tone } from '../ui/badge.tsx';

const STATES: Readonly<Record<PayoutRequestState, { word: string; tone: Tone | undefined }>> = {
  in_review: { word: 'To decide', tone: 'held' },
  approved: { word: 'Approved', tone: 'info' },
  dispatching: { word: 'Being sent', tone: 'info' },
  unknown: { word: 'Outcome not known', tone: 'held' },
  refused: { word: 'Refused by Stripe', tone: 'failed' },
  returned: { word: 'Came back', tone: 'failed' },
  sent: { word: 'Stripe has it', tone: 'info' },
  settled: { word: 'Paid for good', tone: 'paid' },
  rejected: { word: 'Rejected', tone: undefined },
  cancelled: { word: 'Cancelled', tone: undefined },
};

/** A request's state in a word and a colour. */
export function requestState(state: PayoutRequestState): { word: string; tone: Tone | undefined } {
  return STATES[state];
}

/** It waits for a decision, or for its moment after one: what approving does still matters, and a hold still keeps it. */
export const isUndecided = ({ state }: Pick<PayoutRequestRow, 'state'>): boolean =>
  state === 'in_review' || state === 'approved';

const ORIGINS: Readonly<Record<PayoutRequestRow['origin'], string>> = {
  cadence: 'Schedule',
  person: 'Person',
  file: 'File',
  owner: 'Account’s owner',
};

export const originWord = (origin: PayoutRequestRow['origin']): string => ORIGINS[origin];

/** `by Anna Lindqvist`, `by Marek Dudek in week-47.csv, line 4`, `by its schedule`, `by its schedule, as Anna Lindqvist changed it`. */
export function askedBy({
  origin,
  askedBy: name,
  file,
}: Pick<PayoutRequestRow, 'origin' | 'askedBy' | 'file'>): string {
  if (file !== null) return `${name === null ? '' : `by ${name} `}in ${file.name}, line ${String(file.line)}`;
  if (name !== null && origin === 'cadence') return `by its schedule, as ${name} changed it`;
  if (name !== null) return origin === 'file' ? `by ${name}, in a file` : `by ${name}`;
  return origin === 'owner' ? 'by the account’s owner' : 'by its schedule';
}

const ROUTES: Readonly<Record<PayoutRequestRow['route'], string>> = {
  automatic: 'By itself',
  wait: 'After a wait',
  people: 'By people',
};

export const routeWord = (route: PayoutRequestRow['route']): string => ROUTES[route];

const ROLES: Readonly<Record<string, string>> = {
  finance_operator: 'a finance operator',
  risk_reviewer: 'a risk reviewer',
  administrator: 'an administrator',
};

export const roleWord = (role: string): string => ROLES[role] ?? role.replaceAll('_', ' ');

/** `1 of 2`; nothing where no person is asked. */
export function approvalCount({
  standing,
  approvalsNeeded,
}: Pick<PayoutRequestRow, 'standing' | 'approvalsNeeded'>): string {
  return approvalsNeeded === 0 ? 'none needed' : `${String(standing)} of ${String(approvalsNeeded)}`;
}

/** `1 of 2 approvals, one more person needed`. */
export function approvalsMissing({
  standing,
  approvalsNeeded,
}: Pick<PayoutRequestRow, 'standing' | 'approvalsNeeded'>): string {
  const more = approvalsNeeded - standing;
  return `${String(standing)} of ${String(approvalsNeeded)} approvals, ${more === 1 ? 'one more person' : `${String(more)} more people`} needed`;
}

/** `Anna’s approval no longer counts`. */
export const lostInShort = ({ lostApprovals }: Pick<PayoutRequestRow, 'lostApprovals'>): string[] =>
  lostApprovals.map(({ name }) => `${name}’s approval no longer counts`);

/** `1 of 2: Anna’s approval no longer counts, their role changed.`; null where none was lost. */
export function lostInWords(
  row: Pick<PayoutRequestRow, 'lostApprovals' | 'standing' | 'approvalsNeeded'>,
): string | null {
  if (row.lostApprovals.length === 0) return null;
  const lost = row.lostApprovals.map(
    ({ name, because }) => `${name}’s approval no longer counts, ${because}`,
  );
  return `${approvalCount(row)}: ${lost.join('; ')}.`;
}

/** What comes when the policy's wait is over, for whoever looks at it meanwhile. */
export function afterTheWait(
  row: Pick<PayoutRequestRow, 'state' | 'standing' | 'approvalsNeeded' | 'openHolds'>,
): string {
  const held =
    row.openHolds === 0 ? '' : ` ${row.openHolds === 1 ? 'Its hold' : 'Its holds'} must be released, too.`;
  const then =
    row.state === 'in_review' && row.approvalsNeeded > 0
      ? `It can be decided meanwhile (${approvalsMissing(row)}); it leaves when both are done.`
      : 'It is decided, and leaves by itself then. Until then it can be cancelled.';
  return `No approval ends the wait. ${then}${held}`;
}

/** What one that has not come to an end waits for, the first thing first. */
export function waitsFor(
  row: Pick<PayoutRequestRow, 'state' | 'standing' | 'approvalsNeeded' | 'approverRole' | 'failureCode'> & {
    readonly keptBy: readonly string[];
  },
): string[] {
  switch (row.state) {
    case 'in_review':
      return [
        approvalsMissing(row) +
          (row.approverRole === null ? '' : `, one of them ${roleWord(row.approverRole)}`),
        ...row.keptBy,
      ];
    case 'approved':
      return row.keptBy.length === 0 ? ['its turn: it leaves by itself'] : [...row.keptBy];
    case 'dispatching':
      return ['Stripe’s answer'];
    case 'unknown':
      return ['proof of what Stripe did with it'];
    case 'refused':
      return ['a person: open it again, or cancel it'];
    default:
      return [];
  }
}

/** A hold of its own keeps it, not one of its account. */
export const isHeldItself = ({
  holds,
  payoutRequestId,
}: Pick<PayoutRequestDetail, 'holds' | 'payoutRequestId'>): boolean =>
  holds.some((hold) => hold.payoutRequestId === payoutRequestId && hold.state !== 'released');

/** Also from being cancelled: not where its hold says that its money has left by a payout that our database had forgotten. */
export const isKeptFromCancelling = ({
  holds,
  payoutRequestId,
}: Pick<PayoutRequestDetail, 'holds' | 'payoutRequestId'>): boolean =>
  holds.some(
    (hold) =>
      hold.payoutRequestId === payoutRequestId &&
      hold.state !== 'released' &&
      hold.source !== 'reconciliation',
  );
