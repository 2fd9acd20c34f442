import { and, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { auditRecords } from '#drizzle/schema/audit.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { cappedCount, COUNT_MAX, keyset, type CappedCount, type Cursor } from '../paging.ts';
import type { AuditFilter, AuditSort } from './types.ts';

/**
 * Every single condition has an index that gives the order by time too; two together have none. So one of them leads, and
 * the others are looked up in the rows behind it: in this many at most, which takes some tens of milliseconds.
 */
export const WALK_MAX = 20_000;

/** Refusal of what could only be found by reading on for who knows how long. */
const TOO_FAR =
  'The rows that match lie too far apart to be found in time. Add days, such as recorded:2026-11-01..2026-11-02, or a subject.';

export const TIME_KEYSET = [
  { column: auditRecords.recordedAt, cast: 'timestamptz' },
  { column: auditRecords.auditRecordId, cast: 'bigint' },
] as const;

const DIRECTION = { newest: 'descending', oldest: 'ascending' } as const;

/** The condition that leads, with its days, and those that are looked up in the rows behind it. */
export type AuditSearch = {
  readonly lead: SQL | undefined;
  readonly rest: SQL | undefined;
  /** The rest without outcome and kind of actor, and what of these two was chosen: one walk counts every choice of them. */
  readonly others: SQL | undefined;
  readonly kind: Pick<AuditFilter, 'outcome' | 'actorKind'>;
  /** Whether all rows behind the lead may be looked at. */
  readonly isNarrow: boolean;
};

/** The rows that a filter means, for readers that may take their time. */
export function auditConditions(filter: AuditFilter): SQL | undefined {
  return and(...indexed(filter), ...unindexed(filter), daysOf(filter));
}

/**
 * Chooses what leads: the first condition with few rows behind it, else the first that there is.
 * @param probe shared by searches of one request, so that a condition which they have in common is probed once
 */
export async function planAuditSearch(filter: AuditFilter, probe: Probe = rowsBehind): Promise<AuditSearch> {
  const days = daysOf(filter);
  const { outcome, actorKind } = filter;
  const candidates = indexed(filter);
  const named = indexed({ ...filter, outcome: undefined, actorKind: undefined }).length;
  const behind = (lead: SQL | undefined, isNarrow: boolean): AuditSearch => ({
    lead: and(lead, days),
    rest: and(...candidates.filter((condition) => condition !== lead), ...unindexed(filter)),
    others: and(...candidates.slice(0, named).filter((condition) => condition !== lead)),
    kind: { outcome, actorKind },
    isNarrow,
  });
  for (const lead of [...candidates, ...(days === undefined ? [] : [undefined])])
    if ((await probe(and(lead, days))) <= WALK_MAX) return behind(lead, true);
  return behind(candidates[0], false);
}

type Probe = (lead: SQL | undefined) => Promise<number>;
type Walk = (search: Pick<AuditSearch, 'lead' | 'others'>) => Promise<AuditKindCount[]>;

/** Counts the rows behind each condition once, however often it is asked. */
export function rememberingProbe(): Probe {
  return remembering((lead: SQL | undefined) => lead, rowsBehind);
}

/** Walks the rows behind each lead of one filter once, whichever choices of outcome and actor are counted in them. */
export function rememberingWalk(): Walk {
  return remembering(({ lead }) => lead, countKindsBehind);
}

function remembering<Asked, Answer>(
  keyOf: (asked: Asked) => SQL | undefined,
  ask: (asked: Asked) => Promise<Answer>,
): (asked: Asked) => Promise<Answer> {
  const found = new Map<string, Promise<Answer>>();
  const dialect = new PgDialect();
  return (asked) => {
    const condition = keyOf(asked);
    const key = condition === undefined ? '' : JSON.stringify(dialect.sqlToQuery(condition));
    const known = found.get(key) ?? ask(asked);
    found.set(key, known);
    return known;
  };
}

/** Ids and times of one page in their order, as a relation `hit`. @param limit rows, one more than the page */
export function hitsOf(
  { lead, rest }: AuditSearch,
  sort: AuditSort,
  cursor: Cursor | null,
  limit: number,
): { hits: SQL; orderBy: SQL } {
  const { where, orderBy } = keyset(DIRECTION[sort], TIME_KEYSET, cursor);
  const order = sql.join(orderBy, sql`, `);
  const walk = walkOf(and(lead, where), order, rest === undefined ? limit : WALK_MAX);
  return {
    hits: sql`(select audit_record_id, recorded_at from ${walk} where ${rest ?? sql`true`} order by ${order} limit ${limit})`,
    orderBy: order,
  };
}

/**
 * Whether the rows of a page that is not full are all there are.
 * @throws DomainError `precondition_failed` when the page could be found by reading on and on only
 */
export async function assertWalkedToTheEnd(
  { lead, rest, isNarrow }: AuditSearch,
  sort: AuditSort,
  cursor: Cursor | null,
): Promise<void> {
  if (isNarrow || rest === undefined) return;
  const { where } = keyset(DIRECTION[sort], TIME_KEYSET, cursor);
  if ((await rowsBehind(and(lead, where))) > WALK_MAX) throw new DomainError('precondition_failed', TOO_FAR);
}

/** How many rows match, up to a limit; null when that would take reading on and on. */
export async function countMatches(
  search: AuditSearch,
  {
    limit = COUNT_MAX,
    probe = rowsBehind,
    walk = countKindsBehind,
  }: { limit?: number; probe?: Probe; walk?: Walk } = {},
): Promise<CappedCount | null> {
  const { lead, rest, isNarrow } = search;
  const found =
    rest === undefined
      ? await countRows(sql`select 1 from ${walkOf(lead, NEWEST, limit + 1)} limit ${limit + 1}`)
      : sumKinds(await walk(search), search.kind);
  const isEnough = found > limit || rest === undefined || isNarrow || (await probe(lead)) <= WALK_MAX;
  if (!isEnough) return null;
  return limit === COUNT_MAX
    ? cappedCount(found)
    : { count: Math.min(found, limit), isCapped: found > limit };
}

/** Numbers of rows by outcome and kind of actor in the rows that may be walked behind a lead. */
export async function countKindsBehind({
  lead,
  others,
}: Pick<AuditSearch, 'lead' | 'others'>): Promise<AuditKindCount[]> {
  const rows = await database().execute<{ outcome: string; actor_kind: string; count: number }>(sql`
    select outcome, actor_kind, count(*)::int as count from ${walkOf(lead, NEWEST, WALK_MAX + 1)}
    where ${others ?? sql`true`} group by outcome, actor_kind`);
  return rows.map(({ actor_kind: actorKind, outcome, count }) => ({ outcome, actorKind, count }));
}

/** @param chosen undefined for any */
export function sumKinds(
  kinds: readonly AuditKindCount[],
  { outcome, actorKind }: Pick<AuditFilter, 'outcome' | 'actorKind'>,
): number {
  return kinds
    .filter((kind) => outcome === undefined || kind.outcome === outcome)
    .filter((kind) => actorKind === undefined || kind.actorKind === actorKind)
    .reduce((rows, { count }) => rows + count, 0);
}

export type AuditKindCount = { readonly outcome: string; readonly actorKind: string; readonly count: number };

const NEWEST = sql`${auditRecords.recordedAt} desc, ${auditRecords.auditRecordId} desc`;

/**
 * The next rows behind a lead, under the table's own name, so that its columns are found in them. The order and the limit
 * keep the planner on the lead's index: without them it may read the table from its start.
 */
function walkOf(lead: SQL | undefined, order: SQL, limit: number): SQL {
  return sql`(select * from audit_records where ${lead ?? sql`true`} order by ${order} limit ${limit}) as audit_records`;
}

/** Up to one more than may be walked. */
function rowsBehind(lead: SQL | undefined): Promise<number> {
  return countRows(
    sql`select 1 from audit_records where ${lead ?? sql`true`} order by ${NEWEST} limit ${WALK_MAX + 1}`,
  );
}

async function countRows(rows: SQL): Promise<number> {
  const [row] = await database().execute<{ count: number }>(
    sql`select count(*)::int as count from (${rows}) as found`,
  );
  return row?.count ?? 0;
}

/** Conditions with an index, those first that say most. */
function indexed(filter: AuditFilter): SQL[] {
  const { subject, actorId, action, connectedAccountId, outcome, actorKind } = filter;
  return [
    subject === undefined ? null : eq(auditRecords.subject, subject),
    actorId === undefined ? null : eq(auditRecords.actorId, actorId),
    action === undefined ? null : eq(auditRecords.action, action),
    connectedAccountId === undefined ? null : eq(auditRecords.connectedAccountId, connectedAccountId),
    // Said as a literal: with a parameter the planner may not use the index of refused rows.
    outcome === 'refused' ? sql`${auditRecords.outcome} = 'refused'` : null,
    actorKind === undefined ? null : eq(auditRecords.actorKind, actorKind),
  ].filter((condition) => condition !== null);
}

/** What is done is the rule: looking through all rows finds it at once, and no index would. */
function unindexed({ outcome }: AuditFilter): SQL[] {
  return outcome === 'done' ? [sql`${auditRecords.outcome} = 'done'`] : [];
}

function daysOf({ recordedFrom, recordedBefore }: AuditFilter): SQL | undefined {
  return and(
    recordedFrom === undefined ? undefined : gte(auditRecords.recordedAt, sql`${recordedFrom}::timestamptz`),
    recordedBefore === undefined
      ? undefined
      : lt(auditRecords.recordedAt, sql`${recordedBefore}::timestamptz`),
  );
}
