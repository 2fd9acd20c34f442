import { hash } from 'node:crypto';
import type { BulkPreview, BulkPreviewGroup, ForeseenItem } from '../../approvals/types.ts';
import { formatMoney } from '../../money/format.ts';
import { sumByCurrency } from '../../money/money.ts';
import { stateInWords } from '../rules/state-in-words.ts';
import type { ItemForecast, LeftOut } from './bulk-forecast.ts';

/**
 * What a decision on many will do, as the lines that its person reads, with one hash over these and over what is said of each
 * request. Any other fact is another hash. Pure.
 */
export function bulkPreview(
  decision: 'approve' | 'reject',
  forecasts: readonly ItemForecast[],
): Omit<BulkPreview, 'root' | 'changes'> {
  const items = forecasts.map((forecast) => foreseen(decision, forecast));
  const decided = forecasts.filter(({ leftOut }) => leftOut === null);
  const groups = [
    {
      title: decision === 'approve' ? 'What approving will do' : 'What rejecting will do',
      lines: linesBy(forecasts, (one) => (one.leftOut === null ? effectOf(decision, one) : null)),
    },
    { title: 'What is left out', lines: linesBy(forecasts, leftOutInWords) },
    {
      title: 'Look twice',
      lines: NOTES.flatMap(({ words, isSo }) =>
        linesBy(decided, (one) => (decision === 'approve' && isSo(one) ? words : null)),
      ),
    },
    { title: 'What cannot be undone', lines: finalLines(decision, decided) },
  ].filter(({ lines }) => lines.length > 0);
  const text = groups.map(({ title, lines }) => [
    title,
    ...lines.map(({ words, count, totals }) => [
      words,
      count,
      totals.map((total) => formatMoney(total, 'en-GB')),
    ]),
  ]);
  const previewHash = hash('sha256', JSON.stringify(['sluice bulk preview 1', decision, text, items]));
  return { previewHash, groups, items, decidable: decided.length };
}

function foreseen(decision: 'approve' | 'reject', forecast: ItemForecast): ForeseenItem {
  const { payoutRequestId } = forecast;
  const leftOut = leftOutInWords(forecast);
  if (leftOut !== null) return { payoutRequestId, will: leftOut, isLeftOut: true, notes: [] };
  return {
    payoutRequestId,
    will: effectOf(decision, forecast),
    isLeftOut: false,
    notes: decision === 'approve' ? NOTES.flatMap(({ words, isSo }) => (isSo(forecast) ? [words] : [])) : [],
  };
}

/** All that is said of one request in a list, as it is kept with it. */
export function wordsOf({ will, notes }: ForeseenItem): string {
  return [will, ...notes].join('. ');
}

/** One line for each thing that is said of some, in the order in which they come. */
function linesBy(
  forecasts: readonly ItemForecast[],
  wordsOf: (forecast: ItemForecast) => string | null,
): BulkPreviewGroup['lines'] {
  const by = Map.groupBy(forecasts, wordsOf);
  return [...by].flatMap(([words, of]) =>
    words === null
      ? []
      : [{ words, count: of.length, totals: sumByCurrency(of.map(({ amount }) => amount)) }],
  );
}

function effectOf(decision: 'approve' | 'reject', forecast: ItemForecast): string {
  if (decision === 'reject')
    return forecast.state === 'approved'
      ? 'Rejected although it is approved; its money is free again'
      : 'Rejected; its money is free again';
  const { standing, approvalsNeeded, hasRole, approverRole } = forecast;
  const with_ = standing + 1;
  if (hasRole && with_ >= approvalsNeeded) {
    if (forecast.isHeld) return 'Complete, but an open hold keeps it: not sent until that is released';
    if (forecast.isStopped) return 'Complete, but a kill switch covers it: not sent until that is released';
    if (forecast.isBelowMinimum)
      return 'Complete, but the minimum balance keeps it: not sent until there is more';
    if (forecast.isLocked) return 'Complete, but all sending is locked: not sent until that lock is ended';
    if (forecast.isRefusedAgain)
      return 'Complete, but Stripe refused its account’s payouts again and again: not sent until a person has closed the alarm';
    if (forecast.isWaiting)
      return 'Complete, but its policy makes it wait: leaves by itself when that is over';
    return 'Complete: leaves ten seconds later';
  }
  const counted = hasRole ? with_ : Math.min(with_, approvalsNeeded - 1);
  const missing = approvalsNeeded - counted;
  const people = missing === 1 ? 'another person' : `${String(missing)} more people`;
  const role = approverRole === null || hasRole ? '' : `, one of them a ${approverRole.replaceAll('_', ' ')}`;
  return `${String(counted)} of ${String(approvalsNeeded)}: waits for ${people}${missing === 1 ? role.replace('one of them', 'who is') : role}`;
}

const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
  changed: 'Changed since it was listed',
  decided: 'Decided already',
  asked_by_you: 'You asked for it: another person decides',
  reopened_by_you: 'You asked for it again, after it was refused or came back: another person decides',
  approved_by_you: 'You have approved it already',
  same_hand:
    'You count as one hand with whoever asked for it or approved it, or gave its owner their link: another person decides',
  open_elsewhere: 'Somebody else has it open',
  destination_gone:
    'Its destination was changed or removed since it was asked for, or takes no payouts: nobody can approve it',
};

function leftOutInWords({ leftOut, openBy, state }: ItemForecast): string | null {
  if (leftOut === null) return null;
  if (leftOut === 'open_elsewhere' && openBy !== null) return `${openBy} has it open`;
  return leftOut === 'decided' ? `${LEFT_OUT.decided}: ${stateInWords(state)}` : LEFT_OUT[leftOut];
}

const isWaiting = ({ standing, approvalsNeeded, hasRole }: ItemForecast): boolean =>
  !hasRole || standing + 1 < approvalsNeeded;

/** Of what is approved, what deserves a look of its own before. */
const NOTES: readonly { words: string; isSo: (forecast: ItemForecast) => boolean }[] = [
  { words: 'Destination changed shortly before', isSo: (one) => one.isDestinationNew },
  { words: 'First payout of its account', isSo: (one) => one.isFirstPayout },
  { words: 'Has an open hold as well', isSo: (one) => one.isHeld && isWaiting(one) },
  { words: 'Stripe would refuse it as things are', isSo: (one) => one.wouldBeRefused },
];

function finalLines(
  decision: 'approve' | 'reject',
  decided: readonly ItemForecast[],
): BulkPreviewGroup['lines'] {
  if (decided.length === 0) return [];
  const says = (words: string) => ({ words, count: null, totals: [] });
  if (decision === 'reject')
    return [says('A rejected request is never opened again: whoever still wants it paid asks anew.')];
  const instant = decided.filter(({ method }) => method === 'instant');
  return [
    says(
      'For ten seconds each approval can be taken back, and for as long as it waits for others; nothing has left.',
    ),
    says(
      'After that a payout can be cancelled at Stripe only while it is pending, and not once the bank has it.',
    ),
    ...(instant.length === 0
      ? []
      : linesBy(instant, () => 'Instant, goes out at once: do not count on cancelling it at Stripe')),
  ];
}
