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
import { portalHolds, portalPayouts, portalRequests } from './portal-rows.ts';
import { ownerTodo } from './rules/owner-todo.ts';
import { withoutTheRest } from '../holds/rules/owner-text.ts';
import {
  CLOSED,
  inCurrency,
  isPaidByStripe,
  rhythmInWords,
  STOPPED,
  whyItWaits,
  type BankChange,
  type Stays,
} from './rules/owner-words.ts';
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
  const ofAccount = holds.filter(({ payoutRequestId }) => payoutRequestId === null);
  const rhythm = {
    isOver: facts.isClosed || facts.isDisconnected,
    isNew: facts.isNew,
    payoutsEnabled: account.payoutsEnabled,
    isPaidByRequest: facts.isPaidByRequest,
    startsBy: facts.startsBy,
    interval: account.payoutInterval,
    stays: staysOf(facts, ofAccount),
  };
  return {
    connectedAccountId: own,
    displayName: account.displayName,
    isDisconnected: facts.isDisconnected,
    chargesEnabled: account.chargesEnabled,
    payoutsEnabled: account.payoutsEnabled,
    detailsSubmitted: account.detailsSubmitted,
    payoutRhythm: rhythmInWords(rhythm),
    money: read.money.map(inMoney),
    isEverythingKept: rhythm.stays.isEverything,
    staysBecause: staysBecause(facts, rhythm, ofAccount),
    waiting: requests.rows.map((request) => waitingOf(request, holds, facts)),
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

/** What an account's holds, stops and reserve keep of it. */
function staysOf(facts: AskingFacts, ofAccount: readonly OwnHold[]): Stays {
  const whole = ofAccount.filter(({ keepsPercent }) => keepsPercent === 100);
  return {
    isEverything: facts.isStopped || facts.isClosed || whole.some(({ currency: code }) => code === null),
    currencies: [
      ...new Set([...facts.stoppedCurrencies, ...whole.flatMap(({ currency: code }) => code ?? [])]),
    ].sort(),
    isPart: whole.length < ofAccount.length || facts.reserve !== null,
  };
}

/** Each reason once, and none of ours where it is not what keeps the money. */
function staysBecause(
  facts: AskingFacts,
  rhythm: Parameters<typeof isPaidByStripe>[0],
  ofAccount: readonly OwnHold[],
): string[] {
  if (facts.isDisconnected || isPaidByStripe(rhythm)) return [];
  if (facts.isClosed) return [CLOSED];
  const { isEverything, currencies } = rhythm.stays;
  const isUsual = rhythm.payoutsEnabled && !isEverything && currencies.length === 0;
  return [
    ...new Set([
      ...stopTexts(facts, null),
      // What keeps everything comes first.
      ...ofAccount
        .toSorted((one, other) => other.keepsPercent - one.keepsPercent)
        .map(({ currency: code, ownerText }) =>
          inCurrency(code, isUsual ? ownerText : withoutTheRest(ownerText)),
        ),
      ...(facts.reserve === null ? [] : [facts.reserve]),
    ]),
  ];
}

/** @param code of one payout, three letters; null for the whole account */
function stopTexts(facts: AskingFacts, code: string | null): string[] {
  if (facts.isStopped) return [STOPPED];
  return facts.stoppedCurrencies
    .filter((one) => code === null || one === code)
    .map((one) => inCurrency(one, STOPPED));
}

/** One that has not left. When it leaves at the earliest is said where nothing else keeps it: all else has no known end. */
function waitingOf(
  { state, waitsUntil, ...request }: OwnRequest,
  holds: readonly OwnHold[],
  facts: AskingFacts,
): WaitingPayout {
  const { isClosed, isDisconnected, payoutsEnabled } = facts;
  const ofHolds = holds
    .filter(
      (hold) =>
        hold.payoutRequestId === request.payoutRequestId ||
        (hold.payoutRequestId === null &&
          hold.keepsPercent === 100 &&
          (hold.currency ?? request.amount.currency) === request.amount.currency),
    )
    .map((hold) => inCurrency(hold.payoutRequestId === null ? hold.currency : null, hold.ownerText));
  const holdTexts = [...stopTexts(facts, request.amount.currency), ...ofHolds];
  const isWaiting = waitsUntil !== null;
  const isFree =
    state === 'approved' && payoutsEnabled && !isDisconnected && !isClosed && holdTexts.length === 0;
  return {
    ...request,
    why: whyItWaits({ state, isDisconnected, isClosed, payoutsEnabled, holdTexts, isWaiting }),
    waitsUntil: isFree ? waitsUntil : null,
  };
}

type OwnRequest = Awaited<ReturnType<typeof portalRequests>>['rows'][number];
type OwnHold = Awaited<ReturnType<typeof portalHolds>>[number];
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
