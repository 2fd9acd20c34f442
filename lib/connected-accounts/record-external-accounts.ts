import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccounts, externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Transaction } from '../db/transaction.ts';
import { holdChangedDestinations } from '../holds/hold-changed-destinations.ts';
import { defineVerb } from '../verb.ts';
import { nameForPeople } from './name-for-people.ts';
import { noteBypasses } from './note-bypass.ts';
import { externalAccountSnapshot, type ExternalAccountSnapshot } from './schemas.ts';

type Stored = typeof externalAccounts.$inferSelect;
type Change = Pick<
  typeof externalAccountChanges.$inferSelect,
  'connectedAccountId' | 'externalAccountId' | 'change' | 'before' | 'after' | 'isNewDestination'
>;

const FACTS = [
  'kind',
  'currency',
  'country',
  'last4',
  'institution',
  'holderName',
  'fingerprint',
  'status',
  'isDefaultForCurrency',
  'payoutMethods',
] as const;

/**
 * The complete list of a connected account's destinations as read at `readAt`. Each difference to what was known is
 * kept for ever as added, changed or removed, with the facts before and after; one that is new or another one holds the
 * account's payouts, unless the account begins with it. A read older than the stored one changes nothing.
 */
export const recordExternalAccounts = defineVerb({
  permission: 'connected_accounts.sync',
  input: z.object({
    connectedAccountId: z.string().startsWith('acct_'),
    externalAccounts: z.array(externalAccountSnapshot),
    /** What was known before this read said that money could be paid out of it: a first destination is a new one then. */
    couldBePaidOut: z.boolean(),
    readAt: z.date(),
  }),
  async run(tx, ctx, { connectedAccountId, externalAccounts: found, couldBePaidOut, readAt }) {
    // Two reads of one account must not both see "not known yet": the second waits for the first to commit.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${'destinations:' + connectedAccountId}, 0))`,
    );
    const stored = await tx
      .select()
      .from(externalAccounts)
      .where(eq(externalAccounts.connectedAccountId, connectedAccountId));
    if (stored.some((row) => row.readAt > readAt)) return { result: { changes: 0 }, audit: null };

    const isBeginning = stored.length === 0 && !couldBePaidOut;
    const changes = compare(connectedAccountId, stored, found).map((change): Change => ({
      ...change,
      isNewDestination: !isBeginning && leadsElsewhere(change),
    }));
    await store(tx, connectedAccountId, found, readAt);
    if (changes.length === 0) return { result: { changes: 0 }, audit: null };
    await addToHistory(tx, changes);
    if (!isBeginning) {
      const { arrived, removed } = whereMoneyGoes(changes);
      await holdChangedDestinations(ctx, { connectedAccountId, arrived, removed }, tx);
      const name = arrived.length === 0 ? '' : await nameOf(tx, connectedAccountId);
      await noteBypasses(
        tx,
        arrived.map(({ externalAccountId, change, label }) => ({
          kind: 'destination',
          connectedAccountId,
          subject: externalAccountId,
          seen: `${label} was ${change === 'added' ? 'added as' : 'changed to'} a destination of ${name} outside Sluice.`,
        })),
      );
    }
    return {
      result: { changes: changes.length },
      audit: {
        action: 'external_accounts.change',
        subject: connectedAccountId,
        before: Object.fromEntries(changes.map((change) => [change.externalAccountId, change.before])),
        after: Object.fromEntries(changes.map((change) => [change.externalAccountId, change.after])),
      },
    };
  },
});

/** For people; an account without a name is named by its id. */
async function nameOf(tx: Transaction, connectedAccountId: string): Promise<string> {
  const [account] = await tx
    .select({ name: connectedAccounts.displayName })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  return nameForPeople(connectedAccountId, account?.name);
}

type Difference = Omit<Change, 'isNewDestination'>;

/**
 * In one statement, which the database looks at as one reading. It names no number and no moment, as `insert` would do by writing `default`:
 * those are not the program's to say (decision 0050).
 */
async function addToHistory(tx: Transaction, changes: readonly Change[]): Promise<void> {
  await tx.execute(sql`
    insert into external_account_changes (connected_account_id, external_account_id, change, before, after, is_new_destination)
    select "connectedAccountId", "externalAccountId", change, before, after, "isNewDestination"
    from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as line ("connectedAccountId" text, "externalAccountId" text, change text,
      before jsonb, after jsonb, "isNewDestination" boolean)`);
}

function compare(
  connectedAccountId: string,
  stored: readonly Stored[],
  found: readonly ExternalAccountSnapshot[],
): Difference[] {
  const alive = new Map(
    stored.filter((row) => row.deletedAt === null).map((row) => [row.externalAccountId, row]),
  );
  const foundIds = new Set(found.map((one) => one.externalAccountId));
  const changes: Difference[] = [];
  for (const one of found) {
    const row = alive.get(one.externalAccountId);
    const before = row === undefined ? null : factsOf(row);
    const after = factsOf(one);
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    const change = before === null ? 'added' : 'changed';
    changes.push({
      connectedAccountId,
      externalAccountId: one.externalAccountId,
      change,
      before,
      after,
    });
  }
  for (const row of alive.values()) {
    if (foundIds.has(row.externalAccountId)) continue;
    const { externalAccountId } = row;
    changes.push({
      connectedAccountId,
      externalAccountId,
      change: 'removed',
      before: factsOf(row),
      after: null,
    });
  }
  return changes;
}

/** Facts that say where money goes; a verification or another default moves none to somebody new. */
const GOES_TO = ['kind', 'currency', 'country', 'last4', 'institution', 'holderName', 'fingerprint'] as const;

function leadsElsewhere({ before, after }: Difference): boolean {
  if (after === null) return false;
  return before === null || GOES_TO.some((fact) => before[fact] !== after[fact]);
}

function whereMoneyGoes(changes: readonly Change[]) {
  const arrived = changes.flatMap(({ externalAccountId, change, after, isNewDestination }) => {
    if (after === null || change === 'removed' || !isNewDestination) return [];
    const { currency } = after;
    return [
      {
        externalAccountId,
        change,
        currency: typeof currency === 'string' ? currency : null,
        label: labelOf(after),
      },
    ];
  });
  const removed = changes.filter(({ change }) => change === 'removed');
  return { arrived, removed: removed.map(({ externalAccountId }) => externalAccountId) };
}

/** What people know a destination by. */
function labelOf({ institution, kind, last4 }: Record<string, unknown>): string {
  const name = typeof institution === 'string' ? institution : kind === 'card' ? 'Card' : 'Bank account';
  return typeof last4 === 'string' ? `${name} •••• ${last4}` : name;
}

/** In one fixed order of keys, so that equal facts are equal text. */
function factsOf(one: Pick<ExternalAccountSnapshot, (typeof FACTS)[number]>): Record<string, unknown> {
  return Object.fromEntries(FACTS.map((fact) => [fact, one[fact]]));
}

async function store(
  tx: Transaction,
  connectedAccountId: string,
  found: readonly ExternalAccountSnapshot[],
  readAt: Date,
): Promise<void> {
  const foundIds = found.map((one) => one.externalAccountId);
  for (const one of found) {
    const facts = { ...one, connectedAccountId, readAt, deletedAt: null };
    await tx
      .insert(externalAccounts)
      .values({ ...facts, firstSeenAt: readAt })
      .onConflictDoUpdate({ target: externalAccounts.externalAccountId, set: facts });
  }
  const known = await tx
    .select({ id: externalAccounts.externalAccountId })
    .from(externalAccounts)
    .where(
      and(eq(externalAccounts.connectedAccountId, connectedAccountId), isNull(externalAccounts.deletedAt)),
    );
  const goneIds = known.map(({ id }) => id).filter((id) => !foundIds.includes(id));
  if (goneIds.length === 0) return;
  await tx
    .update(externalAccounts)
    .set({ deletedAt: readAt, readAt })
    .where(and(inArray(externalAccounts.externalAccountId, goneIds), lte(externalAccounts.readAt, readAt)));
}
