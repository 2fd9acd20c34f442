import type { Route } from 'next';
import type { AlarmCause, NamedAccount, NeedFacts, SecondHalfKind } from '#lib/overview/types.ts';
import { alarmTitle, SEVERITY_TONES } from '../alarms/alarm-words.ts';
import { countOf, countText } from '../data-table/count.ts';
import type { Tone } from '../ui/badge.tsx';
import { invariantTitle } from './invariant-words.ts';

/** One thing that waits for a person: what is so, then how much, then where to go. */
export type NeedItem = {
  key: string;
  tone: Tone;
  title: string;
  /** Whose money it is about, by name. */
  accounts?: readonly NamedAccount[];
  detail: string;
  count: string;
  href: Route;
  verb: string;
};

const FAILED_LATELY = 'In the last 7 days. The money is back in the sellers’ balances.';

/** Worst first: what is broken or urgent, what failed, what is missing, what waits. Empty when nothing needs anybody. */
export function needItems(facts: NeedFacts): NeedItem[] {
  const alarms = openAlarms(facts);
  const isUrgent = ({ tone }: NeedItem): boolean => tone === SEVERITY_TONES.urgent;
  return [
    ...brokenPromises(facts),
    ...stalePromises(facts),
    ...alarms.filter(isUrgent),
    ...failures(facts),
    ...decisions(facts),
    ...secondHalves(facts),
    ...unusual(facts),
    ...alarms.filter((item) => !isUrgent(item)),
    ...missing(facts),
    ...triedAgain(facts),
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
            detail: `${triedWords(failedEvents)} What ${failedEvents.count === 1 ? 'it tells' : 'they tell'} is not on screen until ${failedEvents.count === 1 ? 'it is' : 'they are'} replayed.`,
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

/** How often somebody has tried, as it was: an error that no repetition mends is given up at once. */
function triedWords({ count, attempts: [fewest, most] }: NeedFacts['failedEvents']): string {
  const times = (tries: number): string =>
    tries === 1 ? 'once' : tries === 2 ? 'twice' : `${String(tries)} times`;
  if (fewest !== most) return `Tried ${String(fewest)} to ${String(most)} times.`;
  return `Tried ${times(most)}${count > 1 ? ' each' : ''}.`;
}

/** Nobody has to do anything yet, but what such an event tells is not on screen. */
function triedAgain({ retryingEvents }: NeedFacts): NeedItem[] {
  const { nextAt } = retryingEvents;
  if (retryingEvents.count === 0 || nextAt === null) return [];
  return [
    {
      key: 'events tried again',
      tone: 'held',
      title: `${countOf(retryingEvents, 'event', 'events')} failed and ${retryingEvents.count === 1 ? 'is' : 'are'} tried again`,
      detail: `${retryingEvents.count === 1 ? 'The next attempt is' : 'The first of them is tried'} at ${nextAt}.`,
      count: countText(retryingEvents),
      href: '/events?state=received',
      verb: 'See why',
    },
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

/** One of them, and more than one. */
const SECOND_HALVES: Readonly<Record<SecondHalfKind, readonly [string, string]>> = {
  kill_switch: ['Somebody asks to let payouts go again', 'releases of kill switches are asked for'],
  hold: ['Somebody asks to release a hold', 'releases of holds are asked for'],
  rejection: [
    'Somebody asks to reject an account, or to let it in again',
    'rejections of accounts are asked for',
  ],
  payout_policy: ['A payout policy waits to be published', 'payout policies wait to be published'],
  risk_rules: ['Rules of risk wait to be published', 'drafts of rules wait to be published'],
  forest_recipe: ['A recipe for comparing peers waits to be published', 'recipes wait to be published'],
  risk_model: ['A model waits to be promoted', 'models wait to be promoted'],
  looser_band: ['A looser risk band is proposed', 'looser risk bands are proposed'],
  owner: ['Somebody asks for an owner of an account to be let in', 'owners are asked to be let in'],
  owner_renewal: [
    'An owner who cannot sign in waits for a link to another password',
    'owners wait for a link to another password',
  ],
  factor: [
    'A colleague’s new passkey or code waits to be confirmed',
    'new passkeys or codes wait to be confirmed',
  ],
  person: ['A change of an administrator waits', 'changes of administrators wait'],
};

function secondHalves({ secondHalves: halves }: NeedFacts): NeedItem[] {
  return halves.map(({ kind, count, path }) => {
    const [one, many] = SECOND_HALVES[kind];
    return {
      key: `second half ${kind}`,
      tone: 'held' as const,
      title: count === 1 ? one : `${String(count)} ${many}`,
      detail: 'It takes somebody else than whoever began it, such as you.',
      count: String(count),
      href: path as Route, // as the query of its kind makes it
      verb: count === 1 ? 'Look at it' : 'Open the oldest',
    };
  });
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

/** More than these would not be read on an overview. */
const ALARM_ITEMS_MAX = 6;

/** The worst first; the same trouble of several accounts is one line here, and one item each on their own page. */
function openAlarms({ alarms }: NeedFacts): NeedItem[] {
  // Failed events and gaps are counted by themselves; the same thing twice would look like two things.
  const others = alarms.filter(({ kind }) => kind !== 'stripe_event_failed' && kind !== 'event_gap');
  return [...Map.groupBy(others, ({ kind }) => kind)]
    .slice(0, ALARM_ITEMS_MAX)
    .flatMap(([kind, causes]) => causes.slice(0, 1).map((first) => alarmItem(kind, first, causes)));
}

function alarmItem(kind: string, first: AlarmCause, causes: readonly AlarmCause[]): NeedItem {
  const [alarm] = first.alarms;
  const isMixed = causes.some(({ alarms }) => alarms.some((one) => one.kind !== kind));
  return {
    key: `alarm ${kind}`,
    tone: SEVERITY_TONES[first.severity],
    title:
      causes.length === 1 && first.account !== null
        ? `${alarmTitle(kind)}: ${first.account.name}`
        : alarmTitle(kind),
    accounts: alarm?.named ?? [],
    detail: alarm?.text ?? '',
    count: String(causes.length),
    href: isMixed ? '/alarms' : `/alarms?kind=${encodeURIComponent(kind)}`,
    verb: causes.length === 1 ? 'Look at it' : 'Look at them',
  };
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
      detail: 'Each one’s page says what Stripe has switched off, and what it waits for.',
      count: countText(restrictedAccounts),
      href: '/connected-accounts?lifecycle=restricted',
      verb: 'See what is missing',
    },
  ];
}
