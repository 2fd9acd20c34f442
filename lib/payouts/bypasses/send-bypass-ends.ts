import { setTimeout } from 'node:timers/promises';
import { and, asc, eq, notInArray } from 'drizzle-orm';
import { bypasses } from '#drizzle/schema/bypasses.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { sendManualSchedule, stopOutcome } from '../../connected-accounts/send-manual-schedule.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { log } from '../../log.ts';
import { retrieveBalanceSettings } from '../../stripe/retrieve-balance-settings.ts';
import { retrievePayout } from '../../stripe/retrieve-payout.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { sendPayoutCancel } from '../send-payout-cancels.ts';
import { endBypass } from './end-bypass.ts';

/** More than one account's owner does in a moment; the rest follows in the next run. */
const BATCH = 50;

type Bypass = typeof bypasses.$inferSelect;
type Undoing = { undone: string[]; notUndone: string[]; isAway: boolean };

/** An account that Stripe answers slowly for is waited for so long; it goes on by itself, and the others' next incidents are looked for. */
const PATIENCE_MS = 2_000;

/** Connected accounts that this process is undoing something of: one after another of each, whoever asks meanwhile. */
const underWay = new Set<string>();

/**
 * Undoes what moved money past Sluice, as far as Stripe lets anybody: cancels a payout that waits, switches the schedule
 * off again, and says what stays. Nothing here can make a payout leave. No account waits for another. @returns whether there may be more
 */
export async function sendBypassEnds(ctx: Context): Promise<boolean> {
  const waiting = await database()
    .select()
    .from(bypasses)
    .where(and(eq(bypasses.state, 'waiting'), notInArray(bypasses.connectedAccountId, [...underWay])))
    .orderBy(asc(bypasses.bypassId))
    .limit(BATCH);
  const lanes = [...Map.groupBy(waiting, ({ connectedAccountId }) => connectedAccountId)].map(
    ([connectedAccountId, own]) => undoInOrder(ctx, connectedAccountId, own),
  );
  const all = Promise.all(lanes).then((errors) => errors.flat());
  const errors = await Promise.race([all, setTimeout(PATIENCE_MS, null, { ref: false })]);
  if (errors === null) {
    void all.then((late) => {
      for (const err of late) log.error({ err }, 'an incident could not be ended');
    });
    return true;
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Some incidents could not be ended.');
  return waiting.length === BATCH;
}

/** One that cannot be written down keeps no other from being undone. @returns what went wrong */
async function undoInOrder(
  ctx: Context,
  connectedAccountId: string,
  incidents: readonly Bypass[],
): Promise<unknown[]> {
  const errors: unknown[] = [];
  underWay.add(connectedAccountId);
  try {
    for (const bypass of incidents)
      try {
        const { undone, notUndone, isAway } = await undo(ctx, bypass);
        await endBypass(ctx, {
          bypassId: bypass.bypassId,
          cancelAsks: bypass.cancelAsks,
          undone: sentences(undone),
          notUndone: sentences(notUndone),
          isAway,
        });
      } catch (error) {
        errors.push(error);
      }
  } finally {
    underWay.delete(connectedAccountId);
  }
  return errors;
}

const sentences = (parts: readonly string[]): string | null => (parts.length === 0 ? null : parts.join(' '));

/** Asks Stripe for what would undo it, as far as that is possible. Safe to repeat. */
export async function undo(ctx: Context, bypass: Bypass): Promise<Undoing> {
  const { kind, connectedAccountId, subject, payoutRequestId, cancelAsks } = bypass;
  // Until people say that it is to be cancelled.
  const forgottenOf = cancelAsks > 0 ? null : payoutRequestId;
  const undoing: Undoing = { undone: [], notUndone: [], isAway: false };
  try {
    if (kind === 'payout') await cancel(ctx, { connectedAccountId, payoutId: subject, forgottenOf }, undoing);
    if (kind === 'destination')
      undoing.notUndone.push(
        'The destination stays at Stripe until its owner removes it; payouts of Sluice in its currency are on hold.',
      );
    await lockAgain(ctx, { connectedAccountId, isSchedule: kind === 'schedule' }, undoing);
  } catch (error) {
    const { outcome, because } = stopOutcome(error);
    undoing.notUndone.push(because ?? 'Stripe refused.');
    undoing.isAway ||= outcome === 'away';
  }
  return undoing;
}

const STATUS_IN_WORDS: Record<string, string> = {
  in_transit: 'The payout is on its way to the bank; nobody can call it back.',
  paid: 'The payout has been paid to the bank.',
};

/** What was most likely ours is a seller's money on its way: to take it back is not for a program to decide, and neither is to let it go. */
const peopleDecide = (payoutRequestId: string): string =>
  `Most likely Sluice made it in the time that this database has forgotten, so it is not cancelled by itself, and it arrives unless somebody does. If it was meant, say so on the page of ${payoutRequestId}: it is written down as sent, and nothing else leaves for it. If not, have it cancelled there while it is pending, and cancel the request too.`;

async function cancel(
  ctx: Context,
  {
    connectedAccountId,
    payoutId,
    forgottenOf,
  }: { connectedAccountId: string; payoutId: string; forgottenOf: string | null },
  undoing: Undoing,
): Promise<void> {
  const payout = await retrievePayout(connectedAccountId, payoutId);
  if (payout.status === 'canceled' || payout.status === 'failed') {
    // It has ended by what is mirrored, not by what is said here.
    await fetchPayout(ctx, connectedAccountId, payoutId);
    const ended = payout.status === 'canceled' ? 'is cancelled' : 'has failed';
    undoing.undone.push(`The payout ${ended}; its money is back in the balance.`);
    return;
  }
  const words = STATUS_IN_WORDS[payout.status];
  if (words !== undefined) {
    undoing.notUndone.push(words);
    return;
  }
  if (forgottenOf !== null) {
    undoing.notUndone.push(peopleDecide(forgottenOf));
    return;
  }
  const { outcome, because } = await sendPayoutCancel(ctx, payout);
  if (outcome === 'done') undoing.undone.push('The payout is cancelled; its money is back in the balance.');
  else undoing.notUndone.push(because ?? 'The payout was not cancelled.');
  undoing.isAway ||= outcome === 'away';
}

/** Whatever was seen, Stripe's own schedule stays off for an account that Sluice pays out, or that a press keeps. */
async function lockAgain(
  ctx: Context,
  { connectedAccountId, isSchedule }: { connectedAccountId: string; isSchedule: boolean },
  undoing: Undoing,
): Promise<void> {
  const { payoutInterval } = await retrieveBalanceSettings(connectedAccountId);
  if (payoutInterval === 'manual') {
    // Whoever switched it on may have switched it off again; what is stored has to say so.
    if (isSchedule) {
      await fetchConnectedAccount(ctx, connectedAccountId);
      undoing.undone.push('The payout schedule is manual already.');
    }
    return;
  }
  const { outcome, because } = await sendManualSchedule(connectedAccountId);
  if (outcome === 'done')
    undoing.undone.push(`The payout schedule (${payoutInterval ?? 'not told'}) is manual again.`);
  else
    undoing.notUndone.push(
      `The payout schedule is still ${payoutInterval ?? 'not told'}. ${because ?? 'Stripe refused.'}`,
    );
  undoing.isAway ||= outcome === 'away';
  await fetchConnectedAccount(ctx, connectedAccountId);
}
