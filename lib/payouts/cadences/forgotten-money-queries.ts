import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { listMoneyBooks, sumBecameAvailable } from '../../ledger/payable-books-queries.ts';
import { currency as currencyCode, stripeDecimals } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';
import { readManyPayable } from '../requests/read-payable.ts';
import { type Candidate, listCandidates } from './forgotten-candidates.ts';
import { counted } from '../../counted.ts';

/** An account with money that nobody asks for, in words. */
export type ForgottenAccount = { connectedAccountId: string; text: string };

const ACCOUNTS_PER_PAGE = 500;

/** Accounts whose money could have been paid out for three cycles and was not asked for, in the order of their ids. */
export async function listForgottenMoney(ctx: Context): Promise<ForgottenAccount[]> {
  authorize(ctx, 'payouts.propose');
  const forgotten = new Map<string, string[]>();
  for (let after: string | null = null; ;) {
    const books = await listMoneyBooks(database(), after, ACCOUNTS_PER_PAGE);
    const candidates = await listCandidates(books);
    const payableOf = await readManyPayable(database(), candidates);
    for (const candidate of candidates) {
      const words = await forgottenOf(candidate, payableOf(candidate).amount);
      if (words === null) continue;
      const { connectedAccountId } = candidate;
      forgotten.set(connectedAccountId, [...(forgotten.get(connectedAccountId) ?? []), words]);
    }
    after = books.at(-1)?.connectedAccountId ?? null;
    if (after === null) return wordsOf(forgotten);
  }
}

const wordsOf = (forgotten: ReadonlyMap<string, readonly string[]>): ForgottenAccount[] =>
  [...forgotten].map(([connectedAccountId, words]) => ({ connectedAccountId, text: words.join(' ') }));

/** What of it lay there all the time and could be paid out now; null when that is nothing worth a payout. */
async function forgottenOf(candidate: Candidate, amount: bigint): Promise<string | null> {
  const { days } = candidate;
  const currency = currencyCode(candidate.currency);
  if (amount <= 0n) return null;
  const lay = candidate.available - (await sumBecameAvailable(database(), candidate, days));
  const old = lay < amount ? lay : amount;
  const least = candidate.cadence === 'threshold' ? (candidate.threshold ?? 0n) : 0n;
  if (old < 10n ** BigInt(stripeDecimals(currency)) || old < least) return null;
  return `${formatMoney(money(old, currency))} of ${candidate.displayName} could have been paid out for ${counted(days, 'day')}, and nobody asked. ${whyOf(candidate)}`;
}

function whyOf({ isEnrolled, isInvited, cadence, threshold, lastTime }: Candidate): string {
  if (isInvited)
    return 'Sluice invited this seller, so Stripe pays only when asked, and nobody asks: let Sluice make its payouts, on the account’s page.';
  if (!isEnrolled) return 'Sluice does not make its payouts, and its schedule at Stripe is manual.';
  if (lastTime !== null) return `Its last due time: ${lastTime}`;
  if (cadence === null || cadence === 'on_request') return 'It has no cadence that asks by itself.';
  if (cadence === 'threshold' && threshold === null) return 'Its cadence has no threshold for this currency.';
  return 'Its cadence was due and left no trace: look whether a worker runs.';
}
