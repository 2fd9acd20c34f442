import { sql } from 'drizzle-orm';
import { requirementsInWords } from '../connected-accounts/requirements-in-words.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { readAsOwner } from '../db/as-owner.ts';
import { database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { readOwnMoney } from '../ledger/own-money.ts';
import { currency } from '../money/currency.ts';
import { utcDate } from '../ledger/business-days.ts';
import { money } from '../money/money.ts';
import { readAskingFacts } from './asking-facts.ts';
import { portalHolds, portalPayouts, portalRequests, requestOf, type PortalRequest } from './portal-rows.ts';
import { ownerTodo } from './rules/owner-todo.ts';
import {
  ofAccount,
  staysBecause,
  textsOver,
  toldOf,
  whyRequestWaits,
  type OwnHold,
  type Told,
} from './rules/holds-in-words.ts';
import { rhythmInWords, type BankChange } from './rules/owner-words.ts';
import type { AskingFacts } from './rules/why-not-ask.ts';
import { ownAccountId } from './own-account-id.ts';
import type { Portal, PortalMoney, WaitingPayout } from './types.ts';

const EARNED_DAYS = 30;

/**
 * Everything that the acting owner sees of their account, of one instant and by the database's role of an owner.
 * @throws DomainError `forbidden`; `not_found` while Sluice has not read the account from Stripe
 */
export async function readPortal(ctx: Context): Promise<Portal> {
  authorize(ctx, 'portal.read');
  const own = ownAccountId(ctx);
  // Switches and who pays are nothing that the owner's role may read; the answer says only that something stands.
  const facts = await readAskingFacts(database(), own);
  const read = await readAsOwner(own, async (tx) => ({
    account: await readAccount(tx, own),
    money: await readOwnMoney(tx, own, EARNED_DAYS),
    requests: await portalRequests(tx, own),
    holds: await portalHolds(tx, own),
    payouts: await portalPayouts(tx, own, { bank: bankChangeOf(facts), todayOn: utcDate(ctx.now) }),
  }));
  const { account, requests, holds } = read;
  const told = toldOf(facts, account, holds);
  return {
    connectedAccountId: own,
    displayName: account.displayName,
    isDisconnected: facts.isDisconnected,
    chargesEnabled: account.chargesEnabled,
    payoutsEnabled: account.payoutsEnabled,
    detailsSubmitted: account.detailsSubmitted,
    payoutRhythm: rhythmInWords(told.rhythm),
    money: read.money.map(inMoney),
    isEverythingKept: told.rhythm.stays.isEverything,
    staysBecause: staysBecause(told, holds.filter(ofAccount)),
    waiting: requests.rows.map((request) => waitingOf(request, told, holds)),
    hasMoreWaiting: requests.hasMore,
    payouts: read.payouts,
    letsGiveDetails: facts.letsGiveDetails,
    todo: ownerTodo(requirementsInWords(account, ctx.now), account),
    readAt: account.readAt,
  };
}

/** The page takes another bank account where a session of now would. */
function bankChangeOf({ isDisconnected, letsChangeDestination }: AskingFacts): BankChange {
  if (isDisconnected) return 'at_stripe';
  return letsChangeDestination ? 'here' : 'by_us';
}

/** One that has not left. When it leaves at the earliest is said where nothing else keeps it: all else has no known end. */
function waitingOf(
  { state, waitsUntil, ...shown }: PortalRequest,
  account: Told,
  holds: readonly OwnHold[],
): WaitingPayout {
  const { isClosed, isDisconnected, payoutsEnabled } = account.facts;
  const request = requestOf({ state, waitsUntil, ...shown });
  const isFree =
    state === 'approved' &&
    payoutsEnabled &&
    !isDisconnected &&
    !isClosed &&
    textsOver(account.facts, request, holds).length === 0;
  return {
    ...shown,
    why: whyRequestWaits(account, request, holds),
    waitsUntil: isFree ? waitsUntil : null,
  };
}

type Sums = Awaited<ReturnType<typeof readOwnMoney>>[number];

function inMoney({ currency: code, ...sums }: Sums): PortalMoney {
  const of = (amount: bigint) => money(amount, currency(code));
  return {
    available: of(sums.available),
    pending: of(sums.pending),
    reserved: of(sums.reserved),
    onItsWay: of(sums.onItsWay),
    earned: of(sums.earned),
  };
}

type AccountRow = {
  display_name: string;
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  disabled_reason: string | null;
  lifecycle: string;
  current_deadline: string | null;
  requirements: Record<string, unknown>;
  future_requirements: Record<string, unknown>;
  payout_interval: string | null;
  read_at: string;
};

async function readAccount(tx: Transaction, connectedAccountId: string) {
  const [row] = await tx.execute<AccountRow>(sql`
    select display_name, charges_enabled, payouts_enabled, details_submitted, disabled_reason, lifecycle, current_deadline::text, requirements,
      future_requirements, payout_interval, read_at::text
    from connected_accounts where connected_account_id = ${connectedAccountId}`);
  if (row === undefined) throw new DomainError('not_found', 'This account is still being set up.');
  return {
    displayName: row.display_name,
    chargesEnabled: row.charges_enabled,
    payoutsEnabled: row.payouts_enabled,
    detailsSubmitted: row.details_submitted,
    disabledReason: row.disabled_reason,
    lifecycle: row.lifecycle,
    currentDeadline: row.current_deadline === null ? null : new Date(row.current_deadline),
    requirements: row.requirements,
    futureRequirements: row.future_requirements,
    payoutInterval: row.payout_interval,
    readAt: new Date(row.read_at),
  };
}
