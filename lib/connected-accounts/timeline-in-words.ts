import { fromUnixSeconds } from '../clock.ts';
import { currency } from '../money/currency.ts';
import { minorUnits, money, type Money } from '../money/money.ts';
import { cadenceChangesInWords } from './cadence-changes-in-words.ts';
import { changesInWords, plainFacts, type Facts } from './changes-in-words.ts';
import { disputeInWords, type DisputeInWords } from './dispute-in-words.ts';
import { firstSightInWords } from './first-sight.ts';
import { ownerEndInWords, ownerMomentInWords } from './owner-moments-in-words.ts';
import { rejectionMomentInWords } from './rejections/rejection-moments-in-words.ts';
import type { TimelineItem } from './types.ts';

/** A row of any source, as found. `body`: an event's stored bytes. */
export type FoundMoment = {
  source:
    | 'audit'
    | 'cadence'
    | 'destination'
    | 'dispute'
    | 'event'
    | 'note'
    | 'owner'
    | 'owner_end'
    | 'platform_dispute'
    | 'rejection'
    | 'shared_dispute';
  id: string;
  seconds: number;
  facts: Facts;
  body: string | null;
};

type Words = Omit<TimelineItem, 'key' | 'at' | 'record'> & { record?: TimelineItem['record'] };

/** One moment in plain words. Only named fields of an event are ever read: the rest may be about a person. Pure. */
export function timelineItem(moment: FoundMoment): TimelineItem {
  const { source, id, seconds } = moment;
  return {
    key: `${source}/${id}`,
    at: fromUnixSeconds(seconds),
    record: recordOf(moment),
    ...wordsOf(moment),
  };
}

function recordOf({ source, id }: FoundMoment): TimelineItem['record'] {
  if (source === 'event') return { kind: 'event', id };
  return source === 'audit' || source === 'cadence' || source === 'owner' || source === 'rejection'
    ? { kind: 'audit', id: id.replace(/^0+/, '') }
    : null;
}

function wordsOf({ source, facts, body }: FoundMoment): Words {
  switch (source) {
    case 'audit':
      return auditWords(facts);
    case 'cadence':
      return {
        tone: 'info',
        title: `${textAt(facts, 'who') ?? 'A job'} changed when payouts are asked for`,
        details: cadenceChangesInWords(factsAt(facts, 'before'), factsAt(facts, 'after')),
        amount: null,
      };
    case 'destination':
      return destinationWords(facts);
    case 'dispute':
    case 'platform_dispute':
    case 'shared_dispute':
      return {
        tone: 'held',
        title:
          source === 'dispute'
            ? 'A payment was disputed'
            : 'A payment to the platform, which paid this account, was disputed',
        // How it stands now is no part of how it began.
        details: [`${disputeWords(facts).reason}.`],
        amount: amountIn(facts),
      };
    case 'note':
      return {
        tone: undefined,
        title: `${textAt(facts, 'who') ?? 'Somebody'} ${facts['version'] === 1 ? 'noted' : 'changed a note'}`,
        details: [textAt(facts, 'text') ?? ''],
        amount: null,
      };
    case 'owner':
      return { ...ownerMomentInWords(facts), amount: null };
    case 'owner_end':
      return { ...ownerEndInWords(facts), amount: null };
    case 'rejection':
      return { ...rejectionMomentInWords(facts), amount: null };
    case 'event':
      return eventWords(textAt(facts, 'type') ?? '', body);
  }
}

const AUDIT_TITLES: Readonly<Record<string, string>> = {
  'connected_account.add': 'Sluice saw the account for the first time',
  'connected_account.deauthorize': 'It has disconnected the platform',
};

function auditWords(facts: Facts): Words {
  const action = textAt(facts, 'action') ?? '';
  const isFirst = action === 'connected_account.add';
  const details = isFirst ? [] : changesInWords(factsAt(facts, 'before'), factsAt(facts, 'after'));
  return {
    tone: action === 'connected_account.deauthorize' ? 'failed' : undefined,
    title: AUDIT_TITLES[action] ?? 'Sluice read something new',
    details: details.length > 0 || isFirst ? details : ['Facts that change nothing about payouts.'],
    amount: null,
  };
}

const DESTINATION_TITLES: Readonly<Record<string, string>> = {
  added: 'Sluice saw a new destination for payouts',
  changed: 'Sluice saw a destination changed',
  removed: 'Sluice saw a destination gone',
};

function destinationWords(facts: Facts): Words {
  const change = textAt(facts, 'change') ?? '';
  const after = facts['secondsAfterAccount'];
  const firstSight = typeof after === 'number' ? firstSightInWords(after) : null;
  return {
    tone: change === 'added' && firstSight === null ? 'held' : undefined,
    title:
      firstSight === null
        ? (DESTINATION_TITLES[change] ?? change)
        : firstSight.slice(0, 1).toUpperCase() + firstSight.slice(1),
    details: [destination(factsAt(facts, change === 'removed' ? 'before' : 'after'))],
    amount: null,
  };
}

const EVENTS: Readonly<Record<string, Pick<Words, 'title' | 'tone'>>> = {
  'account.updated': { title: 'The account changed', tone: undefined },
  'account.application.authorized': { title: 'It connected the platform', tone: 'info' },
  'account.application.deauthorized': { title: 'It disconnected the platform', tone: 'failed' },
  'account.external_account.created': { title: 'A destination for payouts was added', tone: 'held' },
  'account.external_account.updated': { title: 'A destination for payouts changed', tone: undefined },
  'account.external_account.deleted': { title: 'A destination for payouts was removed', tone: undefined },
  'capability.updated': { title: 'A capability changed', tone: undefined },
  'balance_settings.updated': { title: 'The payout settings changed', tone: 'info' },
  'payout.failed': { title: 'A payout failed', tone: 'failed' },
  'payout.canceled': { title: 'A payout was cancelled', tone: undefined },
  'charge.dispute.updated': { title: 'A dispute moved on', tone: undefined },
  'charge.dispute.closed': { title: 'A dispute ended', tone: undefined },
  'charge.dispute.funds_reinstated': { title: 'Stripe gave disputed money back', tone: 'paid' },
};

function eventWords(type: string, body: string | null): Words {
  const words = EVENTS[type] ?? { title: type, tone: undefined };
  if (body === null) return { ...words, details: ['Its body is not stored.'], amount: null };
  const data = factsAt(JSON.parse(body) as Facts, 'data'); // an object: checked before it was stored
  const object = factsAt(data, 'object') ?? {};
  if (type.startsWith('payout.')) {
    const code = textAt(object, 'failure_code');
    const id = textAt(object, 'id');
    return {
      ...words,
      details: code === null ? [] : [`Stripe’s code ${code}`],
      amount: amountIn(object),
      ...(id === null ? {} : { record: { kind: 'payout', id } }),
    };
  }
  if (type.startsWith('charge.dispute.'))
    return { ...words, details: disputeDetails(object), amount: amountIn(object) };
  if (type.startsWith('account.external_account.'))
    return { ...words, details: [destination(object)], amount: null };
  if (type === 'capability.updated')
    return {
      ...words,
      details: [`${readable(textAt(object, 'id') ?? 'one')}: ${readable(textAt(object, 'status') ?? '')}`],
      amount: null,
    };
  // Stripe names only what changed; all else in the object was so before.
  const before = overlaid(object, factsAt(data, 'previous_attributes') ?? {});
  return { ...words, details: changesInWords(plainFacts(before), plainFacts(object)), amount: null };
}

function overlaid(object: Facts, changed: Facts): Facts {
  const entries = Object.entries(changed).map(([name, value]) => {
    const [inner, outer] = [factsAt(changed, name), factsAt(object, name)];
    return [name, inner === null || outer === null ? value : overlaid(outer, inner)] as const;
  });
  return { ...object, ...Object.fromEntries(entries) };
}

function disputeDetails(facts: Facts): string[] {
  const { reason, standing } = disputeWords(facts);
  return [`${reason}. ${standing}.`];
}

function disputeWords(facts: Facts): DisputeInWords {
  const [status, reason] = [textAt(facts, 'status') ?? '', textAt(facts, 'reason') ?? 'general'];
  return disputeInWords({ status, reason, evidenceDueAt: null }, fromUnixSeconds(0));
}

function destination(facts: Facts | null): string {
  const name = textAt(facts, 'institution') ?? textAt(facts, 'bank_name') ?? textAt(facts, 'brand') ?? 'Bank';
  const place = [textAt(facts, 'currency')?.toUpperCase(), textAt(facts, 'country')].filter(Boolean);
  return `${name} ••${textAt(facts, 'last4') ?? '????'}${place.length === 0 ? '' : `, ${place.join(', ')}`}`;
}

function amountIn(facts: Facts): Money | null {
  const { amount } = facts;
  const code = textAt(facts, 'currency');
  if (code === null) return null;
  if (typeof amount === 'string') return money(BigInt(amount), currency(code));
  return typeof amount === 'number' ? money(minorUnits(amount), currency(code)) : null;
}

function textAt(facts: Facts | null, name: string): string | null {
  const value = facts?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function factsAt(facts: Facts | null, name: string): Facts | null {
  const value = facts?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Facts) : null; // plain JSON
}

function readable(code: string): string {
  return code.replaceAll('_', ' ');
}
