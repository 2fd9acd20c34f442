import { desc, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payoutCountChanges, payoutCounts, payouts } from '#drizzle/schema/payouts.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { stripeCalls } from '#drizzle/schema/stripe-calls.ts';
import { stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize, permissionsOf } from '../auth/authorize.ts';
import type { Permission } from '../auth/permissions.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { findJournalEntriesAbout } from '../ledger/find-journal-entries.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { parseTypedAmount } from '../money/parse.ts';
import { nameHasWords } from '../tables/name-words.ts';
import { readSearchText, type SearchText } from './search-text.ts';
import type { SearchGroup, SearchHit } from './types.ts';

/** Of each kind; whoever needs more narrows the search or opens the list. */
const HITS_MAX = 6;

/** Currencies in the world number about 180; each has a few states, two methods, two ways. */
const KINDS_MAX = 4_000;

type Group = {
  kind: SearchHit['kind'];
  permission: Permission;
  find: (text: SearchText, ctx: Context) => Promise<SearchHit[]>;
};

const GROUPS: readonly Group[] = [
  { kind: 'connected_account', permission: 'connected_accounts.read', find: findConnectedAccounts },
  { kind: 'payout_request', permission: 'payouts.read', find: findPayoutRequests },
  { kind: 'payout', permission: 'payouts.read', find: findPayouts },
  { kind: 'stripe_event', permission: 'events.read', find: findStripeEvents },
  { kind: 'journal_entry', permission: 'ledger.read', find: findJournalEntries },
  { kind: 'person', permission: 'people.read', find: findPeople },
];

/**
 * The few best hits of each kind that the actor may read; kinds without a hit are left out. Each query is a range of
 * one index: ids of payouts and accounts by their beginning, of requests, events and entries whole, payouts by a bank's trace and
 * by the request id of a call to Stripe about them, names by the beginnings of their words, amounts exactly and in every
 * currency's own decimals. People are few and are read whole.
 * @throws DomainError `forbidden`
 */
export async function search(ctx: Context, typed: string): Promise<SearchGroup[]> {
  authorize(ctx, 'overview.read');
  const text = readSearchText(typed);
  if (text === null) return [];
  const allowed = permissionsOf(ctx.actor);
  const groups = await Promise.all(
    GROUPS.filter(({ permission }) => allowed.includes(permission)).map(async ({ kind, find }) => ({
      kind,
      hits: await find(text, ctx),
    })),
  );
  return groups.filter(({ hits }) => hits.length > 0);
}

async function findConnectedAccounts(text: SearchText): Promise<SearchHit[]> {
  if (text.kind === 'amount') return [];
  if (text.kind === 'id' && !text.id.startsWith('acct_')) return [];
  const rows = await database()
    .select({
      id: connectedAccounts.connectedAccountId,
      title: connectedAccounts.displayName,
      country: connectedAccounts.country,
      standing: connectedAccounts.lifecycle,
    })
    .from(connectedAccounts)
    .where(
      text.kind === 'id'
        ? startsWith(connectedAccounts.connectedAccountId, text.id)
        : nameHasWords(connectedAccounts.displayName, text.words),
    )
    .orderBy(connectedAccounts.displayName, connectedAccounts.connectedAccountId)
    .limit(HITS_MAX);
  return rows.map(({ id, title, country, standing }) => ({
    kind: 'connected_account',
    id,
    title,
    detail: [id, country].filter(Boolean).join(' · '),
    standing,
    amount: null,
    at: null,
  }));
}

async function findPayoutRequests(text: SearchText): Promise<SearchHit[]> {
  if (text.kind === 'words') return [];
  const where = text.kind === 'id' ? requestIdIs(text.id) : await requestedAmountIs(text);
  if (where === null) return [];
  const rows = await database()
    .select({
      id: payoutRequests.payoutRequestId,
      name: connectedAccounts.displayName,
      state: payoutRequests.state,
      amount: payoutRequests.amount,
      currency: payoutRequests.currency,
      at: payoutRequests.requestedAt,
    })
    .from(payoutRequests)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, payoutRequests.connectedAccountId))
    .where(where)
    .orderBy(desc(payoutRequests.requestedAt), desc(payoutRequests.payoutRequestId))
    .limit(HITS_MAX);
  return rows.map((row) => ({
    kind: 'payout_request',
    id: row.id,
    title: row.name ?? row.id,
    detail: `${row.id} · ${row.state.replaceAll('_', ' ')}`,
    amount: money(row.amount, currency(row.currency)),
    at: row.at,
  }));
}

async function findPayouts(text: SearchText): Promise<SearchHit[]> {
  const where = await payoutIs(text);
  if (where === null) return [];
  const rows = await database()
    .select({
      id: payouts.payoutId,
      name: connectedAccounts.displayName,
      status: payouts.status,
      amount: payouts.amount,
      currency: payouts.currency,
      at: payouts.occurredAt,
    })
    .from(payouts)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, payouts.connectedAccountId))
    .where(where)
    .orderBy(desc(payouts.occurredAt), desc(payouts.payoutId))
    .limit(HITS_MAX);
  return rows.map((row) => ({
    kind: 'payout',
    id: row.id,
    title: row.name ?? 'The platform',
    detail: `${row.id} · ${row.status.replaceAll('_', ' ')}`,
    amount: money(row.amount, currency(row.currency)),
    at: row.at,
  }));
}

async function payoutIs(text: SearchText): Promise<SQL | null> {
  if (text.kind === 'id') {
    if (text.id.startsWith('po_')) return startsWith(payouts.payoutId, text.id);
    return text.id.startsWith('req_') ? calledAs(text.id) : null;
  }
  const ways = [
    text.trace === null ? null : traceIs(text.trace),
    text.kind === 'amount' ? await amountIs(text) : null,
  ];
  return or(...ways.filter((way) => way !== null)) ?? null;
}

/** The payouts that a call to Stripe was about: the one it made, or those that its answer told something new of. */
function calledAs(stripeRequestId: string): SQL {
  return sql`${payouts.payoutId} in (
    (select ${stripeCalls.objectId} from ${stripeCalls} where ${stripeCalls.stripeRequestId} = ${stripeRequestId} limit ${HITS_MAX})
    union all
    (select ${payoutAttempts.payoutId} from ${payoutAttempts} where ${payoutAttempts.stripeRequestId} = ${stripeRequestId} limit ${HITS_MAX}))`;
}

/** As the bank wrote it, and in capitals, which most banks write. */
function traceIs(trace: string): SQL {
  return sql`${payouts.payoutId} in (select ${payouts.payoutId} from ${payouts}
    where ${payouts.traceValue} in (${trace}, ${trace.toUpperCase()}) order by ${payouts.payoutId} desc limit ${HITS_MAX})`;
}

function requestIdIs(id: string): SQL | null {
  if (id.startsWith('prq_')) return eq(payoutRequests.payoutRequestId, id);
  if (!id.startsWith('req_')) return null;
  return sql`${payoutRequests.payoutRequestId} in (select ${payoutAttempts.payoutRequestId} from ${payoutAttempts}
    where ${payoutAttempts.stripeRequestId} = ${id} limit ${HITS_MAX})`;
}

/** Who works here, by the beginnings of the words of their name, or by their id or the beginning of their address. */
async function findPeople(text: SearchText): Promise<SearchHit[]> {
  if (text.kind === 'amount') return [];
  const rows = await database()
    .select({ id: operators.operatorId, name: operators.name, email: operators.email, role: operators.role })
    .from(operators)
    .where(
      text.kind === 'id'
        ? eq(operators.operatorId, text.id)
        : nameHasWords(sql`${operators.name} || ' ' || ${operators.email}`, text.words),
    )
    .orderBy(operators.name, operators.operatorId)
    .limit(HITS_MAX);
  return rows.map(({ id, name, email, role }) => ({
    kind: 'person',
    id,
    title: name,
    detail: `${email} · ${role.replaceAll('_', ' ')}`,
    amount: null,
    at: null,
  }));
}

async function findStripeEvents(text: SearchText): Promise<SearchHit[]> {
  if (text.kind !== 'id') return [];
  const byId = eq(stripeEvents.stripeEventId, text.id);
  const rows = await database()
    .select({
      id: stripeEvents.stripeEventId,
      type: stripeEvents.type,
      state: stripeEvents.state,
      at: stripeEvents.occurredAt,
    })
    .from(stripeEvents)
    .where(text.id.startsWith('evt_') ? byId : eq(stripeEvents.objectId, text.id))
    .orderBy(desc(stripeEvents.occurredAt), desc(stripeEvents.stripeEventId))
    .limit(HITS_MAX);
  return rows.map((row) => ({
    kind: 'stripe_event',
    id: row.id,
    title: row.type,
    detail: `${row.id} · ${row.state}`,
    amount: null,
    at: row.at,
  }));
}

async function findJournalEntries(text: SearchText, ctx: Context): Promise<SearchHit[]> {
  if (text.kind !== 'id' || text.id.startsWith('evt_') || text.id.startsWith('acct_')) return [];
  const entries = await findJournalEntriesAbout(ctx, text.id, HITS_MAX);
  return entries.map((entry) => ({
    kind: 'journal_entry',
    id: entry.journalEntryId,
    title: entry.description === '' ? entry.kind.replaceAll('_', ' ') : entry.description,
    detail: entry.journalEntryId,
    amount: null,
    at: entry.effectiveAt,
  }));
}

/**
 * The first few ids that begin so, in the order of their bytes: the index ends there, however many begin so and whatever
 * order they are shown in. Bounds instead of LIKE: a prepared statement can use the index without knowing the text.
 */
function startsWith(
  column: typeof payouts.payoutId | typeof connectedAccounts.connectedAccountId,
  prefix: string,
): SQL {
  const end = prefix.slice(0, -1) + String.fromCodePoint((prefix.codePointAt(prefix.length - 1) ?? 0) + 1);
  return sql`${column} in (select ${column} from ${column.table} where ${column} ~>=~ ${prefix} and ${column} ~<~ ${end}
                           order by ${column} using ~<~ limit ${HITS_MAX})`;
}

/**
 * The kinds of payouts lead the index of amounts, so each kind that occurs is one short range: an amount that a million
 * payouts share costs no more than a rare one. Null: no such amount in any currency.
 */
async function amountIs({
  typed,
  currency: only,
}: Extract<SearchText, { kind: 'amount' }>): Promise<SQL | null> {
  const kinds = await database().execute<{
    currency: string;
    status: string;
    method: string;
    automatic: boolean;
  }>(sql`
    select distinct currency, status, method, is_automatic as automatic from (
      select currency, status, method, is_automatic from ${payoutCounts}
      where connected_account_id = '*' and grain = 'month' and payouts > 0
      union all select currency, status, method, is_automatic from ${payoutCountChanges}
    ) as kinds
    where ${only ?? null}::text is null or currency = ${only ?? null}::text
    limit ${KINDS_MAX}`);
  const ranges = kinds.flatMap((kind) => {
    const value = parseTypedAmount(typed, currency(kind.currency));
    if (value === null) return [];
    return [
      sql`(select payout_id from ${payouts} where currency = ${kind.currency} and status = ${kind.status}
           and method = ${kind.method} and is_automatic = ${kind.automatic} and amount = ${value.amount}
           order by payout_id desc limit ${HITS_MAX})`,
    ];
  });
  if (ranges.length === 0) return null;
  const found = await database().execute<{ payout_id: string }>(sql.join(ranges, sql` union all `));
  return inArray(
    payouts.payoutId,
    found.map((row) => row.payout_id),
  );
}

/** One short range of the index of amounts for each currency that requests have, which a step from one to the next finds. */
async function requestedAmountIs({
  typed,
  currency: only,
}: Extract<SearchText, { kind: 'amount' }>): Promise<SQL | null> {
  const known = await database().execute<{ currency: string }>(sql`
    with recursive known as (
      (select currency from ${payoutRequests} order by currency limit 1)
      union all
      select (select next.currency from ${payoutRequests} as next where next.currency > known.currency
              order by next.currency limit 1) from known where known.currency is not null
    )
    select currency from known
    where currency is not null and (${only ?? null}::text is null or currency = ${only ?? null}::text)`);
  const ranges = known.flatMap((row) => {
    const value = parseTypedAmount(typed, currency(row.currency));
    if (value === null) return [];
    return [
      sql`(select payout_request_id from ${payoutRequests} where currency = ${row.currency} and amount = ${value.amount}
           order by payout_request_id desc limit ${HITS_MAX})`,
    ];
  });
  if (ranges.length === 0) return null;
  const found = await database().execute<{ payout_request_id: string }>(sql.join(ranges, sql` union all `));
  return inArray(
    payoutRequests.payoutRequestId,
    found.map((row) => row.payout_request_id),
  );
}
