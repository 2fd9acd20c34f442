import { and, desc, eq, sql } from 'drizzle-orm';
import { auditCheckpoints, auditLinks, auditRecords } from '#drizzle/schema/audit.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { cappedCount, pageOf, type CappedCount, type Page, type PageRequest } from '../paging.ts';
import {
  assertWalkedToTheEnd,
  countKindsBehind,
  countMatches,
  hitsOf,
  planAuditSearch,
  rememberingProbe,
  rememberingWalk,
  sumKinds,
  type AuditKindCount,
  type AuditSearch,
} from './audit-search.ts';
import {
  ACTOR_KINDS,
  AUDIT_OUTCOMES,
  type AuditFacets,
  type AuditFilter,
  type AuditHeadState,
  type AuditList,
  type AuditRow,
  type AuditSort,
} from './types.ts';

/** `recorded_at` to the microsecond: a `Date` would lose the last three digits, and with them the place in the list. */
export const instantText = sql<string>`audit_instant(${auditRecords.recordedAt})`;

export const rowColumns = {
  auditRecordId: sql<string>`${auditRecords.auditRecordId}::text`,
  recordedAt: auditRecords.recordedAt,
  instantText,
  actorKind: auditRecords.actorKind,
  actorId: auditRecords.actorId,
  actorName: operators.name,
  action: auditRecords.action,
  subject: auditRecords.subject,
  outcome: auditRecords.outcome,
  connectedAccountId: auditRecords.connectedAccountId,
  before: auditRecords.before,
  after: auditRecords.after,
  requestId: auditRecords.requestId,
  sequence: sql<string | null>`${auditLinks.sequence}::text`,
  hash: sql<string | null>`encode(${auditLinks.hash}, 'hex')`,
};

export const isActor = and(
  eq(auditRecords.actorKind, 'operator'),
  eq(operators.operatorId, auditRecords.actorId),
);

/** @throws DomainError `forbidden`; `precondition_failed` when no index leads to the rows in time */
export async function listAuditRecords(
  ctx: Context,
  filter: AuditFilter,
  sort: AuditSort,
  request: PageRequest,
): Promise<Page<AuditRow>> {
  authorize(ctx, 'audit.read');
  return readPage(await planAuditSearch(filter), sort, request);
}

/** One page with the counts of every facet and of all that match. @throws DomainError as `listAuditRecords` */
export async function readAuditList(
  ctx: Context,
  filter: AuditFilter,
  sort: AuditSort,
  request: PageRequest,
): Promise<AuditList> {
  authorize(ctx, 'audit.read');
  const [page, counts] = await Promise.all([
    planAuditSearch(filter).then((search) => readPage(search, sort, request)),
    countFacets(filter),
  ]);
  return { page, ...counts };
}

/** How many rows match; null when only reading on and on would tell. @param limit where counting stops @throws DomainError `forbidden` */
export async function countAuditRecords(
  ctx: Context,
  filter: AuditFilter,
  limit?: number,
): Promise<CappedCount | null> {
  authorize(ctx, 'audit.read');
  return countMatches(await planAuditSearch(filter), limit === undefined ? {} : { limit });
}

/**
 * How many rows came after one and match, to a hundred.
 * @param newestId the newest row that its reader has seen; empty where they saw none
 */
export async function countNewerAuditRecords(
  ctx: Context,
  filter: AuditFilter,
  newestId: string,
): Promise<number> {
  authorize(ctx, 'audit.read');
  const key = newestId === '' ? ['-infinity', '0'] : await placeOf(newestId);
  if (key === null) return 0;
  const cursor = { direction: 'previous', key } as const;
  const { hits } = hitsOf(await planAuditSearch(filter), 'newest', cursor, NEWER_MAX);
  return (await database().execute(hits)).length;
}

/** Where a row stands in the order by time; null for an id that is none. */
async function placeOf(auditRecordId: string): Promise<readonly string[] | null> {
  if (!AUDIT_RECORD_ID.test(auditRecordId)) return null;
  const [row] = await database()
    .select({ instantText })
    .from(auditRecords)
    .where(eq(auditRecords.auditRecordId, BigInt(auditRecordId)));
  return row === undefined ? null : [row.instantText, auditRecordId];
}

/** A person reads "99+" and shows them; nobody needs to know which number above it. */
const NEWER_MAX = 100;

export const AUDIT_RECORD_ID = /^[1-9]\d{0,17}$/;

async function readPage(search: AuditSearch, sort: AuditSort, request: PageRequest): Promise<Page<AuditRow>> {
  const { hits, orderBy } = hitsOf(search, sort, request.cursor, request.size + 1);
  const found = await database()
    .select(rowColumns)
    .from(sql`${hits} as hit`)
    .innerJoin(auditRecords, sql`${auditRecords.auditRecordId} = hit.audit_record_id`)
    .leftJoin(operators, isActor)
    .leftJoin(auditLinks, eq(auditLinks.auditRecordId, auditRecords.auditRecordId))
    .orderBy(orderBy);
  if (found.length <= request.size) await assertWalkedToTheEnd(search, sort, request.cursor);
  const page = pageOf(request, found, (row) => [row.instantText, row.auditRecordId]);
  return { ...page, rows: page.rows.map(auditRow) };
}

function auditRow({
  instantText: _instant,
  sequence,
  hash,
  ...row
}: Omit<AuditRow, 'link'> & {
  instantText: string;
  sequence: string | null;
  hash: string | null;
}): AuditRow {
  return { ...row, link: sequence === null || hash === null ? null : { sequence, hash } };
}

/** Counts ignore their own facet, so the choices are left out of what leads: one walk then counts all of them. */
async function countFacets(filter: AuditFilter): Promise<Omit<AuditList, 'page'>> {
  const probe = rememberingProbe();
  const search = await planAuditSearch({ ...filter, outcome: undefined, actorKind: undefined }, probe);
  if (search.isNarrow) return factsOf(filter, await countKindsBehind(search));
  const walk = rememberingWalk();
  const count = async (changed: AuditFilter): Promise<CappedCount | null> =>
    countMatches(await planAuditSearch(changed, probe), { probe, walk });
  const [total, outcome, by] = await Promise.all([
    count(filter),
    Promise.all(
      AUDIT_OUTCOMES.map(async (value) => ({ value, count: await count({ ...filter, outcome: value }) })),
    ),
    Promise.all(
      ACTOR_KINDS.map(async (value) => ({ value, count: await count({ ...filter, actorKind: value }) })),
    ),
  ]);
  return { facets: { outcome, by }, count: total };
}

function factsOf(
  { outcome, actorKind }: AuditFilter,
  kinds: readonly AuditKindCount[],
): { facets: AuditFacets; count: CappedCount } {
  const sum = (asked: Pick<AuditFilter, 'outcome' | 'actorKind'>): CappedCount =>
    cappedCount(sumKinds(kinds, asked));
  return {
    facets: {
      outcome: AUDIT_OUTCOMES.map((value) => ({ value, count: sum({ outcome: value, actorKind }) })),
      by: ACTOR_KINDS.map((value) => ({ value, count: sum({ outcome, actorKind: value }) })),
    },
    count: sum({ outcome, actorKind }),
  };
}

/** The newest checkpoint, which covers every row before it; null before the first. @throws DomainError `forbidden` */
export async function getAuditHead(ctx: Context): Promise<AuditHeadState> {
  authorize(ctx, 'audit.read');
  const [head] = await database()
    .select({
      checkpoint: sql<string>`${auditCheckpoints.checkpoint}::text`,
      hash: sql<string>`encode(${auditCheckpoints.hash}, 'hex')`,
      takenAt: auditCheckpoints.takenAt,
    })
    .from(auditCheckpoints)
    .orderBy(desc(auditCheckpoints.checkpoint))
    .limit(1);
  return head ?? null;
}
