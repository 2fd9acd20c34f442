import type { Route } from 'next';
import type { NeedFacts } from '#lib/overview/types.ts';
import { alarmTitle } from '../alarms/alarm-words.ts';
import { countOf, countText } from '../data-table/count.ts';
import type { Tone } from '../ui/badge.tsx';
import { invariantTitle } from './invariant-words.ts';

/** One thing that waits for a person: what is so, then how much, then where to go. */
export type NeedItem = {
  key: string;
  tone: Tone;
  title: string;
  detail: string;
  count: string;
  href: Route;
  verb: string;
};

const FAILED_LATELY = 'In the last 7 days. The money is back in the sellers’ balances.';

/** Worst first: what is broken, what failed, what is missing, what waits. Empty when nothing needs anybody. */
export function needItems(facts: NeedFacts): NeedItem[] {
  return [
    ...brokenPromises(facts),
    ...stalePromises(facts),
    ...failures(facts),
    ...decisions(facts),
    ...unusual(facts),
    ...openAlarms(facts),
    ...missing(facts),
    ...waiting(facts),
  ];
}

function brokenPromises({ brokenInvariants }: NeedFacts): NeedItem[] {
  return brokenInvariants.map(({ name, promise, findingCount }) => ({
    key: `invariant ${name}`,
    tone: 'failed',
    title: `Does not hold: “${invariantTitle(name)}”`,
    detail: promise,
    count: String(findingCount),
    href: `/ledger/invariants#${name}` as Route, // a known page and a fragment
    verb: 'See what differs',
  }));
}

function stalePromises({ staleInvariants }: NeedFacts): NeedItem[] {
  const [first] = staleInvariants;
  if (first === undefined) return [];
  return [
    {
      key: 'stale promises',
      tone: 'held',
      title: 'The promises are not being checked',
      detail: `Since too long ago: “${invariantTitle(first)}”${staleInvariants.length > 1 ? ' and others' : ''}. See whether the worker runs.`,
      count: String(staleInvariants.length),
      href: `/ledger/invariants#${first}` as Route, // a known page and a fragment
      verb: 'See since when',
    },
  ];
}

function failures({ failedEvents, failedPayouts }: NeedFacts): NeedItem[] {
  return [
    ...(failedEvents.count > 0
      ? [
          {
            key: 'failed events',
            tone: 'failed' as const,
            title: `${countOf(failedEvents, 'event', 'events')} could not be processed`,
            detail: 'Tried eight times each. What they tell is not on screen until they are replayed.',
            count: countText(failedEvents),
            href: '/events?state=failed' as Route,
            verb: 'See why',
          },
        ]
      : []),
    ...(failedPayouts.count > 0
      ? [
          {
            key: 'failed payouts',
            tone: 'failed' as const,
            title: `${countOf(failedPayouts, 'payout', 'payouts')} came back from the bank`,
            detail: FAILED_LATELY,
            count: countText(failedPayouts),
            href: '/payouts/stripe?status=failed' as Route,
            verb: 'Open them',
          },
        ]
      : []),
  ];
}

function decisions({ toDecide }: NeedFacts): NeedItem[] {
  if (toDecide.count === 0) return [];
  return [
    {
      key: 'decisions',
      tone: 'held',
      title: `${countOf(toDecide, 'payout waits', 'payouts wait')} for a decision`,
      detail: 'Nothing of it leaves before people have said so.',
      count: countText(toDecide),
      href: '/payouts',
      verb: 'Decide',
    },
  ];
}

function unusual({ anomalies }: NeedFacts): NeedItem[] {
  if (anomalies.count === 0) return [];
  return [
    {
      key: 'anomalies',
      tone: 'held',
      title: `${countOf(anomalies, 'account is', 'accounts are')} unlike ${anomalies.count === 1 ? 'itself' : 'themselves'}`,
      detail: 'Risk has found something and waits for what a person says.',
      count: countText(anomalies),
      href: '/anomalies',
      verb: 'Look at them',
    },
  ];
}

function openAlarms({ alarms }: NeedFacts): NeedItem[] {
  return (
    alarms
      // Failed events and gaps are counted by themselves; the same thing twice would look like two things.
      .filter(({ kind }) => kind !== 'stripe_event_failed' && kind !== 'event_gap')
      .map(({ kind, count, text }) => ({
        key: `alarm ${kind}`,
        tone: 'held',
        title: alarmTitle(kind),
        detail: text,
        count: String(count),
        href: `/alarms?kind=${encodeURIComponent(kind)}` as Route,
        verb: count === 1 ? 'Look at it' : 'Look at them',
      }))
  );
}

function missing({ openGaps, incompleteDays }: NeedFacts): NeedItem[] {
  return [
    ...(openGaps.count > 0
      ? [
          {
            key: 'gaps',
            tone: 'held' as const,
            title: 'Webhooks did not arrive for a while',
            detail:
              openGaps.eventsMissed === 1
                ? '1 event was read from Stripe instead; it is not processed.'
                : `${String(openGaps.eventsMissed)} events were read from Stripe instead; not all of them are processed.`,
            count: String(openGaps.count),
            href: '/events#back-fill' as Route,
            verb: 'See the gaps',
          },
        ]
      : []),
    ...(incompleteDays.count.count > 0
      ? [
          {
            key: 'incomplete days',
            tone: 'held' as const,
            title: 'Stripe lists objects that are not here',
            detail: `Oldest such day: ${incompleteDays.oldestDay ?? 'unknown'} (UTC).`,
            count: countText(incompleteDays.count),
            href: '/events#completeness' as Route,
            verb: 'See the days',
          },
        ]
      : []),
  ];
}

function waiting({ restrictedAccounts }: NeedFacts): NeedItem[] {
  if (restrictedAccounts.count === 0) return [];
  return [
    {
      key: 'restricted accounts',
      tone: 'info',
      title: `${countOf(restrictedAccounts, 'connected account is', 'connected accounts are')} restricted`,
      detail: 'Stripe waits for documents or details before they may be paid.',
      count: countText(restrictedAccounts),
      href: '/connected-accounts?requirements=restricted',
      verb: 'See what is missing',
    },
  ];
}
