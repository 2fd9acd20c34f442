import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { auditRecords } from '#drizzle/schema/audit.ts';
import { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { disputes } from '#drizzle/schema/disputes.ts';
import { connectedAccountNotes } from '#drizzle/schema/notes.ts';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { riskFacts } from '#drizzle/schema/risk.ts';
import { stripeEventBodies, stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { pageOf, type Page, type PageRequest } from '../paging.ts';
import { SECONDS_AFTER_ACCOUNT } from './first-sight.ts';
import { ofSharedCharges } from './shared-disputes.ts';
import { ownerEnds } from './owner-ends.ts';
import { OWNER_ACTIONS } from './owner-moments-in-words.ts';
import { REJECTION_ACTIONS } from './rejections/rejection-moments-in-words.ts';
import { timelineItem, type FoundMoment } from './timeline-in-words.ts';
import type { TimelineItem, TimelineKind } from './types.ts';

/** By kind, the types that are told. All of them together are the predicate of the index `stripe_events_of_timeline`. */
const EVENT_TYPES: Readonly<Record<TimelineKind, readonly string[]>> = {
  account: [
    'account.updated',
    'account.application.authorized',
    'account.application.deauthorized',
    'capability.updated',
    'balance_settings.updated',
  ],
  destinations: [
    'account.external_account.created',
    'account.external_account.updated',
    'account.external_account.deleted',
  ],
  payouts: ['payout.failed', 'payout.canceled'],
  disputes: ['charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_reinstated'],
  owners: [],
  notes: [],
};

/** Exactly the predicate of that index, in the index's own words, or no plan would use it. */
const IS_TOLD = sql.raw(
  `type in ('account.updated', 'account.application.authorized', 'account.application.deauthorized', 'account.external_account.created', 'account.external_account.updated', 'account.external_account.deleted', 'capability.updated', 'balance_settings.updated', 'payout.failed', 'payout.canceled', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_reinstated')`,
);

const ACCOUNT_ACTIONS = [
  'connected_account.add',
  'connected_account.change',
  'connected_account.deauthorize',
] as const;

/** Where moments come from. The letter stands in every key, so that two of one instant have one order. */
type Source = {
  letter: FoundMoment['source'];
  kind: TimelineKind | null;
  /** A few rows, named `each`, of which every one has a range of its own; null for a single range. */
  each: SQL | null;
  from: SQL;
  where: SQL;
  at: SQL;
  id: SQL;
  /** SQL type of `id`. A number is sorted as one, and as text it is filled up to equal length. */
  idType: 'text' | 'bigint';
  facts: SQL;
};

/**
 * What happened to a connected account, newest first: what Stripe said in events, what Sluice saw change, disputes, and
 * what people noted. Every source is one range of one index, so a page costs the same however much there is.
 * @throws DomainError `forbidden`
 */
export async function readTimeline(
  ctx: Context,
  connectedAccountId: string,
  kind: TimelineKind | null,
  request: PageRequest,
): Promise<Page<TimelineItem>> {
  authorize(ctx, 'notes.read');
  const isReversed = request.cursor?.direction === 'previous';
  const order = sql.raw(isReversed ? 'asc' : 'desc');
  const branches = sourcesOf(connectedAccountId, kind).map((source) =>
    ofEach(
      source,
      sql`(
      select ${source.letter}::text as source, ${idText(source)} as id, ${source.at} as at, ${source.facts} as facts
      from ${source.from} where ${and(source.where, beyond(source, request.cursor))}
      order by ${source.at} ${order}, ${source.id} ${order} limit ${request.size + 1})`,
    ),
  );
  const found = await database().execute<FoundMoment & { at_key: string }>(sql`
    select source, id, at::text as at_key, extract(epoch from at)::float8 as seconds, facts,
           -- Only of the rows that are shown, and each by its key.
           case when source = 'event' then
             (select body.body from ${stripeEventBodies} as body
              where body.stripe_event_id = moments.id and body.occurred_at = moments.at) end as body
    from (select * from (${sql.join(branches, sql` union all `)}) as found
          order by at ${order}, source collate "C" ${order}, id collate "C" ${order} limit ${request.size + 1}) as moments
    order by at ${order}, source collate "C" ${order}, id collate "C" ${order}`);
  const page = pageOf(request, [...found], (row) => [row.at_key, row.source, row.id]);
  return { ...page, rows: page.rows.map(timelineItem) };
}

function ofEach({ each }: Source, range: SQL): SQL {
  return each === null
    ? range
    : sql`(select found.* from ${each} as each cross join lateral ${range} as found)`;
}

function idText({ id, idType }: Source): SQL {
  return idType === 'text' ? id : sql`lpad(${id}::text, 20, '0')`;
}

/** Past the cursor, as a plain range of the source's own index: the sources of one instant come letter by letter. */
function beyond(source: Source, cursor: PageRequest['cursor']): SQL | undefined {
  const [at, letter, id] = cursor?.key ?? [];
  if (cursor === null || at === undefined || letter === undefined || id === undefined) return undefined;
  const isReversed = cursor.direction === 'previous';
  const than = sql.raw(isReversed ? '>' : '<');
  const instant = sql`${at}::timestamptz`;
  if (source.letter === letter)
    return sql`(${source.at}, ${source.id}) ${than} (${instant}, ${id}::${sql.raw(source.idType)})`;
  const isStillToCome = isReversed ? source.letter > letter : source.letter < letter;
  return isStillToCome ? sql`${source.at} ${than}= ${instant}` : sql`${source.at} ${than} ${instant}`;
}

function sourcesOf(connectedAccountId: string, kind: TimelineKind | null): Source[] {
  const sources: Source[] = [
    {
      letter: 'audit',
      kind: 'account',
      each: null,
      from: sql`${auditRecords}`,
      where: sql`${auditRecords.subject} = ${connectedAccountId} and ${inArray(auditRecords.action, [...ACCOUNT_ACTIONS])}`,
      at: sql`${auditRecords.recordedAt}`,
      id: sql`${auditRecords.auditRecordId}`,
      idType: 'bigint',
      facts: sql`jsonb_build_object('action', ${auditRecords.action}, 'before', ${auditRecords.before}, 'after', ${auditRecords.after})`,
    },
    {
      letter: 'cadence',
      kind: 'payouts',
      each: null,
      from: sql`${auditRecords} left join ${operators} on ${auditRecords.actorKind} = 'operator'
        and ${operators.operatorId} = ${auditRecords.actorId}`,
      where: sql`${auditRecords.subject} = ${connectedAccountId} and ${auditRecords.action} = 'payout_cadence.set'
        and ${auditRecords.outcome} = 'done'`,
      at: sql`${auditRecords.recordedAt}`,
      id: sql`${auditRecords.auditRecordId}`,
      idType: 'bigint',
      facts: sql`jsonb_build_object('who', ${operators.name}, 'before', ${auditRecords.before}, 'after', ${auditRecords.after})`,
    },
    {
      letter: 'destination',
      kind: 'destinations',
      each: null,
      from: sql`${externalAccountChanges}`,
      where: eq(externalAccountChanges.connectedAccountId, connectedAccountId),
      at: sql`${externalAccountChanges.seenAt}`,
      id: sql`${externalAccountChanges.externalAccountChangeId}`,
      idType: 'bigint',
      facts: sql`jsonb_build_object('change', ${externalAccountChanges.change}, 'before', ${externalAccountChanges.before}, 'after', ${externalAccountChanges.after},
        'secondsAfterAccount', ${SECONDS_AFTER_ACCOUNT})`,
    },
    disputeSource('dispute', eq(disputes.connectedAccountId, connectedAccountId)),
    {
      letter: 'event',
      kind: null,
      each: null,
      from: sql`${stripeEvents}`,
      where: sql`${stripeEvents.connectedAccountId} = ${connectedAccountId} and ${IS_TOLD} and ${ofKind(kind)}`,
      at: sql`${stripeEvents.occurredAt}`,
      id: sql`${stripeEvents.stripeEventId}`,
      idType: 'text',
      facts: sql`jsonb_build_object('type', ${stripeEvents.type})`,
    },
    {
      letter: 'note',
      kind: 'notes',
      each: null,
      from: sql`${connectedAccountNotes}`,
      where: eq(connectedAccountNotes.connectedAccountId, connectedAccountId),
      at: sql`${connectedAccountNotes.writtenAt}`,
      id: sql`${connectedAccountNotes.noteVersionId}`,
      idType: 'bigint',
      facts: sql`jsonb_build_object('text', ${connectedAccountNotes.text}, 'version', ${connectedAccountNotes.version}, 'who', ${connectedAccountNotes.writtenByName})`,
    },
    ownerSource(connectedAccountId),
    ownerEndSource(connectedAccountId),
    disputeSource('platform_dispute', eq(disputes.transferDestination, connectedAccountId)),
    rejectionSource(connectedAccountId),
    sharedDisputeSource(connectedAccountId),
  ];
  if (kind === null) return sources;
  const hasEvents = EVENT_TYPES[kind].length > 0;
  return sources.filter((source) => source.kind === kind || (source.kind === null && hasEvents));
}

/** Who was asked for as its owner, let in or shut out: every invitation to it, and every login for it, is a subject of the record. */
function ownerSource(connectedAccountId: string): Source {
  return {
    letter: 'owner',
    kind: 'owners',
    each: sql`(
      select ${sellerInvitations.sellerInvitationId} as subject, name, email, accepted_at from ${sellerInvitations}
      where ${eq(sellerInvitations.connectedAccountId, connectedAccountId)}
      union all
      select ${connectedAccountOwners.ownerId}, name, email, null from ${connectedAccountOwners}
      where ${eq(connectedAccountOwners.connectedAccountId, connectedAccountId)})`,
    from: sql`${auditRecords} left join ${operators} on ${auditRecords.actorKind} = 'operator'
      and ${operators.operatorId} = ${auditRecords.actorId}`,
    where: sql`${auditRecords.subject} = each.subject and ${inArray(auditRecords.action, [...OWNER_ACTIONS])}
      and ${auditRecords.outcome} = 'done'`,
    at: sql`${auditRecords.recordedAt}`,
    id: sql`${auditRecords.auditRecordId}`,
    idType: 'bigint',
    facts: sql`jsonb_build_object('action', ${auditRecords.action}, 'who', ${operators.name}, 'name', each.name, 'email', each.email,
      'isAccepted', ${auditRecords.recordedAt} > each.accepted_at, 'after', ${auditRecords.after})`,
  };
}

/** What was begun for them and ended by time alone. */
function ownerEndSource(connectedAccountId: string): Source {
  return {
    letter: 'owner_end',
    kind: 'owners',
    each: null,
    from: ownerEnds(connectedAccountId),
    where: sql`ended.at <= now()`,
    at: sql`ended.at`,
    id: sql`ended.id`,
    idType: 'text',
    facts: sql`jsonb_build_object('what', ended.what, 'name', ended.name, 'email', ended.email)`,
  };
}

/** Who asked for it to be rejected or let in again, who agreed or did not, and what Stripe shows: each wish is a subject of the record. */
function rejectionSource(connectedAccountId: string): Source {
  return {
    letter: 'rejection',
    kind: 'account',
    each: sql`(
      select account_rejection_id as subject, act, reason_code, reviewer_text, asked_by, coalesce(asker.name, asked_by) as asker,
        ${asIso(sql`asked_at`)} as asked_at, coalesce(decider.name, decided_by) as decider, ${asIso(sql`decided_at`)} as decided_at
      from ${accountRejections}
      left join ${operators} as asker on asker.operator_id = asked_by left join ${operators} as decider on decider.operator_id = decided_by
      where ${accountRejections.connectedAccountId} = ${connectedAccountId})`,
    from: sql`${auditRecords} left join ${operators} on ${auditRecords.actorKind} = 'operator'
      and ${operators.operatorId} = ${auditRecords.actorId}`,
    // That Stripe has not answered yet is written down at every try.
    where: sql`${auditRecords.subject} = each.subject and ${inArray(auditRecords.action, [...REJECTION_ACTIONS])}
      and ${auditRecords.outcome} = 'done' and ${auditRecords.after} ->> 'outcome' is distinct from 'away'`,
    at: sql`${auditRecords.recordedAt}`,
    id: sql`${auditRecords.auditRecordId}`,
    idType: 'bigint',
    facts: sql`jsonb_build_object('action', ${auditRecords.action}, 'who', coalesce(${operators.name}, ${auditRecords.actorId}), 'act', each.act,
      'reasonCode', each.reason_code, 'text', each.reviewer_text, 'asker', each.asker, 'askedAt', each.asked_at, 'decider', each.decider,
      'decidedAt', each.decided_at, 'isTheirOwn', each.asked_by = ${auditRecords.actorId}, 'after', ${auditRecords.after})`,
  };
}

/** As a sentence has an instant that a page draws. */
const asIso = (at: SQL): SQL => sql`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** Of its own charges, or of the platform's that paid it. */
function disputeSource(letter: 'dispute' | 'platform_dispute' | 'shared_dispute', where: SQL): Source {
  return {
    letter,
    kind: 'disputes',
    each: null,
    from: sql`${disputes}`,
    where,
    at: sql`${disputes.occurredAt}`,
    id: sql`${disputes.disputeId}`,
    idType: 'text',
    facts: sql`jsonb_build_object('amount', ${disputes.amount}::text, 'currency', ${disputes.currency}, 'reason', ${disputes.reason}, 'status', ${disputes.status})`,
  };
}

/** Of the platform's charges that it has a share of, walked along its facts. */
function sharedDisputeSource(connectedAccountId: string): Source {
  return {
    ...disputeSource('shared_dispute', isNull(disputes.transferDestination)),
    from: sql`${riskFacts} join ${disputes} on ${disputes.disputeId} = ${riskFacts.stripeId}`,
    where: sql`${ofSharedCharges(connectedAccountId)} and ${isNull(disputes.transferDestination)}`,
    at: sql`${riskFacts.occurredAt}`,
    id: sql`${riskFacts.stripeId}`,
  };
}

function ofKind(kind: TimelineKind | null): SQL {
  return kind === null ? sql`true` : inArray(stripeEvents.type, [...EVENT_TYPES[kind]]);
}
