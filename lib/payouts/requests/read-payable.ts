import { inArray, sql } from 'drizzle-orm';
import { payoutCadences } from '#drizzle/schema/cadences.ts';
import { stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readReservedMoney } from '../../ledger/reserved-money-queries.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { payableAmount, type Payable, type PayableFacts } from '../rules/payable-amount.ts';
import type { PayableAccount } from './lock-payout-account.ts';
import { reserveText } from '../../holds/rules/owner-text.ts';
import { counted } from '../../counted.ts';

/**
 * `heldBecause` is the hold that keeps everything, in words: what is asked for now would wait behind it. `unheld`: what could be
 * paid out but for the shares that single people keep back.
 */
type PayableNow = Payable & { available: bigint; heldBecause: string | null; unheld: bigint };

type From = Transaction | Database;
/** One connected account in one currency. */
type Asked = Pick<PayableAccount, 'connectedAccountId' | 'minimumBalances'> & { readonly currency: string };

/**
 * What of one currency can be paid out now, with the balance that it comes from. Whoever asks for it holds the account's
 * row; for a look alone nobody has to.
 */
export async function readPayable(
  db: From,
  account: Omit<Asked, 'currency'>,
  currency: string,
): Promise<PayableNow> {
  const asked = { ...account, currency };
  return (await readManyPayable(db, [asked]))(asked);
}

/** `readPayable` of many by as many statements as of one. @returns what can be paid of each of them */
export async function readManyPayable(
  db: From,
  asked: readonly Asked[],
): Promise<(one: Asked) => PayableNow> {
  const accounts = [...new Set(asked.map(({ connectedAccountId }) => connectedAccountId))];
  const balanceOf = await readReservedMoney(db, asked);
  const atStripe = keyed(await readStripeBalances(db, accounts));
  const cadences = new Map(
    (await readOwnMinimums(db, accounts)).map(({ connectedAccountId, minimums }) => [
      connectedAccountId,
      minimums,
    ]),
  );
  const held = await readHeld(db, asked);
  const bandKeeps = await readBandReserves(db, asked);
  return (one) => {
    const { connectedAccountId, currency, minimumBalances } = one;
    const balance = balanceOf(one);
    const stripe = atStripe(one)[0];
    const open = held(one);
    const shares = open.filter(({ percent }) => percent < 100);
    const facts = {
      ...balance,
      currency: currencyCode(currency),
      atStripe: stripe?.available ?? null,
      owedSoon: stripe !== undefined && stripe.pending < 0n ? -stripe.pending : 0n,
      minimumBalance: BigInt(minimumBalances[currency] ?? 0),
      ownMinimumBalance: BigInt(cadences.get(connectedAccountId)?.[currency] ?? 0),
    };
    const leaving = (kept: readonly OpenHold[]): Payable =>
      payableAmount({ ...facts, keeps: [...kept.map(keptBy), ...bandKeeps(one).map(keptByBand)] });
    const heldBecause = open.find(({ percent }) => percent === 100)?.text ?? null;
    const { amount: unheld } = leaving(shares.filter(({ source }) => source !== 'operator'));
    return { ...leaving(shares), available: balance.available, heldBecause, unheld };
  };
}

type Book = { readonly connectedAccountId: string; readonly currency: string };

function keyed<Row extends Book>(rows: readonly Row[]): (book: Book) => readonly Row[] {
  const keyOf = ({ connectedAccountId, currency }: Book): string => `${connectedAccountId} ${currency}`;
  const found = Map.groupBy(rows, keyOf);
  return (book) => found.get(keyOf(book)) ?? [];
}

const readStripeBalances = (db: From, accounts: string[]) =>
  db
    .select({
      connectedAccountId: stripeBalances.connectedAccountId,
      currency: stripeBalances.currency,
      available: stripeBalances.available,
      pending: stripeBalances.pending,
    })
    .from(stripeBalances)
    .where(inArray(stripeBalances.connectedAccountId, accounts));

const readOwnMinimums = (db: From, accounts: string[]) =>
  db
    .select({
      connectedAccountId: payoutCadences.connectedAccountId,
      minimums: payoutCadences.minimumBalances,
    })
    .from(payoutCadences)
    .where(inArray(payoutCadences.connectedAccountId, accounts));

type OpenHold = Book & {
  percent: number;
  source: string;
  rollingDays: number | null;
  text: string;
  ownerText: string;
  keeps: string;
};

function keptBy({ percent, rollingDays, text, ownerText, keeps }: OpenHold): PayableFacts['keeps'][number] {
  return {
    amount: BigInt(keeps),
    ownerText,
    why:
      rollingDays === null
        ? `Hold keeps ${String(percent)} %: ${text}`
        : `Rolling reserve keeps ${String(percent)} % of ${counted(rollingDays, 'day')}: ${text}`,
  };
}

/** Holds on the whole account: those that keep a part, and those that keep everything, which stop payouts, not proposals. */
async function readHeld(db: From, asked: readonly Asked[]): Promise<(book: Book) => readonly OpenHold[]> {
  const rows = await db.execute<OpenHold>(sql`
    select asked.id as "connectedAccountId", asked.currency, hold.keeps_percent as percent, hold.source, hold.rolling_days as "rollingDays",
      hold.reviewer_text as text, hold.owner_text as "ownerText", hold_keeps(hold, asked.currency)::text as keeps
    from unnest(${sql.param(asked.map(({ connectedAccountId }) => connectedAccountId))}::text[],
      ${sql.param(asked.map(({ currency }) => currency))}::text[]) as asked (id, currency)
    join holds as hold on hold.connected_account_id = asked.id and hold.state <> 'released' and hold.payout_request_id is null
      and coalesce(hold.currency, asked.currency) = asked.currency
    order by hold.placed_at, hold.hold_id`);
  return keyed(rows);
}

type BandReserve = Book & { band: string; percent: number; days: number; keeps: string };

function keptByBand({ band, percent, days, keeps }: BandReserve): PayableFacts['keeps'][number] {
  return {
    amount: BigInt(keeps),
    ownerText: reserveText(percent, days),
    why: `Risk band ${band} keeps ${String(percent)} % of ${counted(days, 'day')}`,
  };
}

/** What the bands of the accounts keep, counted as a rolling reserve that a person places. */
async function readBandReserves(
  db: From,
  asked: readonly Asked[],
): Promise<(book: Book) => readonly BandReserve[]> {
  const rows = await db.execute<BandReserve>(sql`
    select asked.id as "connectedAccountId", asked.currency, standing.band, standing.reserve_percent as percent,
      standing.reserve_days as days,
      hold_keeps(jsonb_populate_record(null::holds, jsonb_build_object('connected_account_id', asked.id, 'state', 'open',
        'keeps_percent', standing.reserve_percent, 'rolling_days', standing.reserve_days)), asked.currency)::text as keeps
    from unnest(${sql.param(asked.map(({ connectedAccountId }) => connectedAccountId))}::text[],
      ${sql.param(asked.map(({ currency }) => currency))}::text[]) as asked (id, currency)
    join segment_standings as standing on standing.connected_account_id = asked.id and standing.reserve_percent > 0`);
  return keyed(rows);
}
