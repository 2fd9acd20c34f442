import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Transaction } from '../db/transaction.ts';
import { followCoveredAccount } from '../kill-switch/follow-covered-account.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import { defineVerb } from '../verb.ts';
import { changedFacts } from './changed-facts.ts';
import { contradictions, youngest } from './contradictions.ts';
import { isWeakerLock, lockStrength } from './lock-strength.ts';
import { noteBypasses } from './note-bypass.ts';
import { lockRestoredText, lockWeakenedText } from './lock-weakened-text.ts';
import { recordExternalAccounts } from './record-external-accounts.ts';
import { balanceSettingsSnapshot, connectedAccountSnapshot, externalAccountSnapshot } from './schemas.ts';

/**
 * Mirrors one connected account with its payout settings and destinations, as read from Stripe at `readAt` (taken
 * before the read began). Computes the lock strength; a lock that became weaker raises the alarm `lock_weakened`.
 * An older read than the stored one changes nothing and returns `isApplied: false`.
 */
export const syncConnectedAccount = defineVerb({
  permission: 'connected_accounts.sync',
  input: z.object({
    account: connectedAccountSnapshot,
    settings: balanceSettingsSnapshot,
    externalAccounts: z.array(externalAccountSnapshot),
    readAt: z.date(),
  }),
  async run(tx, ctx, { account, settings, externalAccounts, readAt }) {
    const { connectedAccountId } = account;
    // Serialises syncs of one account also before its row exists, so that "before" is what was really before.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${'account:' + connectedAccountId}, 0))`,
    );
    const [before] = await tx
      .select()
      .from(connectedAccounts)
      .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
    if (before !== undefined && (before.readAt > readAt || (before.deauthorizedAt ?? readAt) > readAt))
      return { result: { isApplied: false, changedDestinations: 0 }, audit: null };

    const lock = lockStrength({ ...account, ...settings });
    const row = {
      ...account,
      ...settings,
      // Neither changes at Stripe, and switches and policies stand on both: the first sight of the country holds, and a press covers
      // each that was told; of two creation times the later one. Of one that Stripe hides, because we do not control the account, the
      // first sight.
      country: before?.country ?? account.country,
      countries: account.country === null ? [] : [account.country],
      createdAtStripe: youngest(before?.createdAtStripe, account.createdAtStripe) ?? readAt,
      lockStrength: lock.strength,
      lockReasons: lock.reasons,
      lockNextStep: lock.nextStep,
      settingsReadAt: readAt,
      deauthorizedAt: null,
      readAt,
    };
    await tx
      .insert(connectedAccounts)
      .values(row)
      .onConflictDoUpdate({ target: connectedAccounts.connectedAccountId, set: row });

    const contradicted = contradictions(before, account);
    if (contradicted !== null)
      await raiseAlarms(tx, [
        { kind: 'reading_contradicted', subject: connectedAccountId, text: contradicted },
      ]);
    if (before !== undefined && isWeakerLock(before.lockStrength, lock.strength))
      await raiseAlarms(tx, [
        {
          kind: 'lock_weakened',
          subject: connectedAccountId,
          text: lockWeakenedText(account.displayName, before.lockStrength, lock),
        },
      ]);
    if (before !== undefined && isWeakerLock(lock.strength, before.lockStrength))
      await tx.execute(sql`
        update alarms set text = ${lockRestoredText(account.displayName, before.lockStrength, lock)}
        where kind = 'lock_weakened' and subject = ${connectedAccountId} and closed_at is null`);
    await followCoveredAccount(tx, ctx, connectedAccountId);
    const opened = openedSchedule(before, row);
    if (opened !== null)
      await noteBypasses(tx, [
        { kind: 'schedule', connectedAccountId, subject: connectedAccountId, seen: opened },
      ]);
    const couldBePaidOut =
      before !== undefined && (before.payoutsEnabled || (await isPaidOut(tx, connectedAccountId)));
    const { changes } = await recordExternalAccounts(
      ctx,
      { connectedAccountId, externalAccounts, couldBePaidOut, readAt },
      tx,
    );
    const changed = changedFacts(before, row);
    return {
      result: { isApplied: true, changedDestinations: changes },
      audit:
        changed === null
          ? null
          : {
              action: before === undefined ? 'connected_account.add' : 'connected_account.change',
              subject: connectedAccountId,
              ...changed,
            },
    };
  },
});

type Row = typeof connectedAccounts.$inferInsert;

/** What switched Stripe's own payouts on, as a sentence; null where nothing did, or the account is new. */
function openedSchedule(before: Row | undefined, { displayName, payoutInterval }: Row): string | null {
  if (before === undefined || payoutInterval == null || payoutInterval === 'manual') return null;
  if (before.payoutInterval === 'manual')
    return `The payout schedule of ${displayName} was set to ${payoutInterval} outside Sluice.`;
  if (before.deauthorizedAt != null)
    return `${displayName} has connected the platform again, with a payout schedule of ${payoutInterval}.`;
  return null;
}

/** Whether Sluice makes its payouts, or has ever seen one. */
async function isPaidOut(tx: Transaction, connectedAccountId: string): Promise<boolean> {
  const [row] = await tx.execute<{ is: boolean }>(sql`
    select exists (select from payout_accounts where connected_account_id = ${connectedAccountId})
      or exists (select from payouts where connected_account_id = ${connectedAccountId}) as is`);
  return row?.is === true;
}
