import { hash } from 'node:crypto';
import type { DecisionPreview, PreviewGroup } from '../../approvals/types.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { idempotencyKeyOf } from '../dispatch/idempotency-key.ts';
import { isWaitReason, reasonInWords } from '../rules/reason-in-words.ts';
import { minimumInWords } from '../requests/kept-minimum.ts';
import type { StoredRequest } from '../requests/lock-payout-request.ts';
import type { DecisionFacts } from './decision-facts.ts';
import { afterGoneInWords, goneInWords, type GoneDestination } from './gone-destination.ts';
import { becauseInWords } from './lost-approvals.ts';
import { stopInWords } from './stop-in-words.ts';

/**
 * What approving will do, as the lines that a person reads, with one hash over exactly them. Any other fact is another
 * hash, so a decision that carries it was made on what is so.
 */
export function decisionPreview(request: StoredRequest, facts: DecisionFacts): DecisionPreview {
  const groups: PreviewGroup[] = [
    { title: 'Money', lines: moneyLines(request, facts) },
    { title: 'The call to Stripe', lines: callLines(request, facts) },
    {
      title: request.state === 'approved' ? 'Who decided' : 'Who decides',
      lines: approvalLines(request, facts),
    },
    { title: 'What stands in the way', lines: obstacleLines(request, facts) },
    { title: 'Who is told', lines: toldLines(request, facts) },
    { title: 'What cannot be undone', lines: finalLines(request) },
  ];
  const { payoutRequestId, version, payloadHash } = request;
  const previewHash = hash(
    'sha256',
    JSON.stringify(['sluice decision preview 1', payloadHash, version, groups]),
  );
  // Whether a wait is over is no part of what is hashed: it would be another preview at its end.
  const obstacles = [
    ...(facts.isWaiting ? waitLines(request).map(({ value }) => `its wait, until ${value}`) : []),
    ...keepers(request, facts).map(({ name, value, href }) =>
      href === undefined ? value : `${name}: ${value}`,
    ),
  ];
  return {
    payoutRequestId,
    version,
    payloadHash,
    previewHash,
    groups,
    isKept: obstacles.length > 0,
    obstacles,
    heldBy: facts.holds.map(({ holdId }) => holdId),
    destinationGone:
      facts.goneDestination === null ? null : destinationGone(request, facts, facts.goneDestination),
  };
}

function moneyLines(request: StoredRequest, { books, atStripe }: DecisionFacts): PreviewGroup['lines'] {
  const text = (amount: bigint): string => formatMoney({ amount, currency: currencyCode(request.currency) });
  const { amount } = request;
  return [
    { name: 'Reserved for payouts', value: text(books.reserved), after: text(books.reserved - amount) },
    { name: 'Free in our books', value: text(books.available), after: text(books.available) },
    {
      name: request.method === 'instant' ? 'Instantly available at Stripe' : 'Available at Stripe',
      value: atStripe === null ? 'not read yet' : text(atStripe),
      ...(atStripe === null ? {} : { after: text(atStripe - amount) }),
    },
  ];
}

function callLines(
  request: StoredRequest,
  { account, destination, calledAttempts }: DecisionFacts,
): PreviewGroup['lines'] {
  const parameters = [
    `amount=${request.amount.toString()}`,
    `currency=${request.currency}`,
    `method=${request.method}`,
    `destination=${request.destinationId}`,
    ...(request.sourceType === null ? [] : [`source_type=${request.sourceType}`]),
    ...(request.statementDescriptor === null ? [] : [`statement_descriptor=${request.statementDescriptor}`]),
    `metadata[sluice_payout_request_id]=${request.payoutRequestId}`,
  ];
  return [
    { name: 'Request', value: 'POST /v1/payouts' },
    { name: 'Stripe-Account', value: `${request.connectedAccountId} (${account.name})` },
    { name: 'Idempotency-Key', value: idempotencyKeyOf(request.payoutRequestId, calledAttempts) },
    { name: 'Parameters', value: parameters.join(' ') },
    {
      name: 'Goes to',
      value: destination ?? 'a destination that is not known any more',
    },
  ];
}

function approvalLines(
  { approvalsNeeded, approverRole }: StoredRequest,
  { approvedBy, lost, rejected, standing }: DecisionFacts,
): PreviewGroup['lines'] {
  if (approvalsNeeded === 0) return [{ name: 'Approvals', value: 'none needed: the policy asks for nobody' }];
  return [
    { name: 'Approvals', value: `${String(standing)} of ${String(approvalsNeeded)}` },
    ...(approverRole === null
      ? []
      : [{ name: 'One of them', value: `a ${approverRole.replaceAll('_', ' ')}` }]),
    { name: 'Approved by', value: approvedBy.map(({ name }) => name).join(', ') || 'nobody yet' },
    ...rejected.map((said) => ({ name: 'Since it was asked for', value: said })),
    ...lost.map((approval) => ({ name: 'Counts no more', value: lostInWords(approval) })),
  ];
}

/** “Bo’s approval of 2026-11-22 09:12 UTC: their role changed at 2026-11-22 09:20 UTC” */
function lostInWords({ name, decidedAt, voidedAt, because }: DecisionFacts['lost'][number]): string {
  return `${name}’s approval of ${decidedAt} UTC: ${becauseInWords(because)} at ${voidedAt} UTC`;
}

type Keeper = { name: string; value: string; href?: string };

/** What keeps the money although it be approved. */
function keepers(request: StoredRequest, facts: DecisionFacts): Keeper[] {
  const lines: Keeper[] = facts.holds.map(({ holdId, text }) => ({
    name: `Hold ${holdId.slice(0, 12)}`,
    value: text,
  }));
  if (facts.goneDestination !== null) {
    const { fact, next } = destinationGone(request, facts, facts.goneDestination);
    lines.unshift({ name: 'Destination', value: `${fact} ${next}` });
  }
  if (facts.belowMinimum !== null)
    lines.push({ name: 'Minimum balance', value: minimumInWords(facts.belowMinimum, request.currency) });
  if (facts.lockedAt !== null)
    lines.push({
      name: 'Dispatch',
      value: `No payout leaves: all sending is locked since ${facts.lockedAt} UTC.`,
      href: '/kill-switch',
    });
  if (facts.breakerOpenedAt !== null)
    lines.push({
      name: 'Equal refusals',
      value: `Stripe refused payouts of this account again and again, last at ${facts.breakerOpenedAt} UTC. None is sent until a person has looked and closed the alarm.`,
      href: '/alarms',
    });
  for (const stop of facts.stops)
    lines.push({
      name: 'Kill switch',
      value: stopInWords(stop),
      href: `/kill-switch/${stop.killSwitchId}`,
    });
  return lines;
}

function destinationGone(request: StoredRequest, { asker }: DecisionFacts, gone: GoneDestination) {
  return { fact: goneInWords(gone), next: afterGoneInWords(gone, request, asker) };
}

/** Until when the policy makes it wait, and by which line. */
function waitLines({ waitsUntil, routeReasons }: StoredRequest): { name: string; value: string }[] {
  if (waitsUntil === null) return [];
  const why = routeReasons.filter(isWaitReason).map(reasonInWords);
  const at = `${waitsUntil.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [{ name: 'Leaves not before', value: [at, ...why].join(': ') }];
}

/** What comes when nothing keeps it any more. */
function nextInWords({ approvalsNeeded, waitsUntil }: StoredRequest): string {
  if (approvalsNeeded === 0)
    return waitsUntil === null
      ? 'It leaves by itself, ten seconds after it was asked for.'
      : 'It leaves by itself when the wait is over.';
  return waitsUntil === null
    ? 'It leaves ten seconds after the last approval.'
    : 'It leaves when the wait is over and ten seconds after the last approval have passed. No approval ends the wait.';
}

function obstacleLines(request: StoredRequest, facts: DecisionFacts): PreviewGroup['lines'] {
  const lines = keepers(request, facts);
  if (!facts.account.payoutsEnabled)
    lines.push({ name: 'Payouts', value: 'Stripe has switched payouts of this account off.' });
  if (facts.atStripe !== null && facts.atStripe < request.amount)
    lines.push({ name: 'Balance', value: 'Stripe has less available than this payout.' });
  const waits = waitLines(request);
  if (lines.length === 0)
    lines.push({ name: waits.length === 0 ? 'Nothing' : 'Then', value: nextInWords(request) });
  lines.unshift(...waits);
  if (facts.destinationsChangedAt !== null)
    lines.push({ name: 'Destinations last changed', value: `${facts.destinationsChangedAt} UTC` });
  return lines;
}

function toldLines({ state }: StoredRequest, { account, owners }: DecisionFacts): PreviewGroup['lines'] {
  return [
    { name: account.name, value: 'sees the payout in Stripe as soon as Stripe has it' },
    {
      name: 'The owner’s portal',
      value:
        owners.length === 0
          ? 'shows it to nobody: no owner of this account signs in there'
          : `shows it to ${owners.join(', ')}: among what waits until it leaves, then among what is on its way`,
    },
    {
      name: 'Reviewers',
      value:
        state === 'approved'
          ? 'see on every open page when it leaves'
          : 'see the decision on every open page at once',
    },
  ];
}

function finalLines(request: StoredRequest): PreviewGroup['lines'] {
  const { method } = request;
  return [
    untilItLeaves(request),
    {
      name: 'After that',
      value:
        method === 'instant'
          ? 'it is instant and goes out at once: do not count on cancelling it at Stripe.'
          : 'it can be cancelled at Stripe only while it is pending, and not once the bank has it.',
    },
  ];
}

/** What people can still do about it before it leaves. */
function untilItLeaves({ state, waitsUntil, approvalsNeeded }: StoredRequest): PreviewGroup['lines'][number] {
  if (state === 'approved')
    return {
      name: 'Until it leaves',
      value:
        approvalsNeeded === 0
          ? 'people can stop it; nothing has left.'
          : 'any approver can take the approval back; nothing has left.',
    };
  return {
    name: waitsUntil === null ? 'For ten seconds' : 'As long as it waits',
    value: `${waitsUntil === null ? '' : 'and for ten seconds, '}any approver can take the approval back; nothing has left.`,
  };
}
