import { dayEnd, dayStart } from '#app/_edge/day-start.ts';
import { presentParams, readOneOf, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { PAYOUT_METHODS, PAYOUT_STATUSES, type PayoutFilter, type PayoutSort } from '#lib/payouts/types.ts';

export type PayoutListRequest = {
  filter: PayoutFilter;
  sort: PayoutSort;
  /** The parts of the address that were understood, for links. */
  params: Readonly<Record<string, string>>;
  /** What was not understood, in words. */
  notices: string[];
};

type Search = Pick<PayoutFilter, 'idPrefix' | 'typedAmount' | 'connectedAccountId' | 'currency'>;

/** Reads the address of `/payouts`. Whatever it does not understand it leaves out and says so. @param zone for days */
export function readPayoutListRequest(raw: RawSearchParams, zone: string): PayoutListRequest {
  const notices: string[] = [];
  const status = readOneOf(raw, 'status', PAYOUT_STATUSES, notices);
  const method = readOneOf(raw, 'method', PAYOUT_METHODS, notices);
  const schedule = readOneOf(raw, 'schedule', ['automatic', 'manual'], notices);
  const matching = (name: string, pattern: RegExp, what: string): string | undefined => {
    const value = readParam(raw, name)?.toLowerCase();
    if (value === undefined || pattern.test(value)) return value;
    notices.push(`“${value}” is no ${what}; it is left out.`);
    return undefined;
  };
  const currency = matching('currency', /^[a-z]{3}$/, 'currency code');
  const accountParam = readParam(raw, 'account');
  const from = readDay(raw, 'from', notices);
  const to = readDay(raw, 'to', notices);
  const text = readParam(raw, 'q');
  const search = readSearch(text);
  if (text !== undefined && search === null) {
    notices.push(
      `“${text}” is no payout id (po_…), connected account (acct_…) or amount (4,812,300.00 HUF). It is left out.`,
    );
  }
  const filter: PayoutFilter = {
    status,
    method,
    isAutomatic: schedule === undefined ? undefined : schedule === 'automatic',
    createdFrom: from === undefined ? undefined : dayStart(from, zone)?.toISOString(),
    createdBefore: to === undefined ? undefined : dayEnd(to, zone)?.toISOString(),
    ...search,
    currency: currency ?? search?.currency,
    connectedAccountId: search?.connectedAccountId ?? accountParam,
  };
  const sort = readSort(readParam(raw, 'sort'), filter, notices);
  const params = presentParams({
    status,
    method,
    schedule,
    currency,
    account: accountParam,
    from,
    to,
    q: search === null ? undefined : text,
    sort: sort === 'newest' ? undefined : sort,
    size: readParam(raw, 'size'),
  });
  return { filter, sort, params, notices };
}

function readDay(raw: RawSearchParams, name: string, notices: string[]): string | undefined {
  const day = readParam(raw, name);
  if (day === undefined || dayStart(day, 'UTC') !== null) return day;
  notices.push(`“${day}” is no day such as 2026-11-13; it is left out.`);
  return undefined;
}

function readSort(sort: string | undefined, filter: PayoutFilter, notices: string[]): PayoutSort {
  if (sort === undefined || sort === 'newest') return 'newest';
  if (sort === 'amount' && filter.currency !== undefined) return 'amount';
  notices.push(
    sort === 'amount'
      ? 'Amounts have an order only within one currency. Choose a currency first; the list is newest first.'
      : `There is no order by “${sort}”; the list is newest first.`,
  );
  return 'newest';
}

/** What was typed: an id, a connected account, or an amount with or without its currency. Null: none of them. */
function readSearch(text: string | undefined): Search | null {
  if (text === undefined) return {};
  if (/^po_\w+$/.test(text)) return { idPrefix: text };
  if (/^acct_\w+$/.test(text)) return { connectedAccountId: text };
  const amount = /^([\d.,'’\s]*\d)(?:\s*([a-z]{3}))?$/i.exec(text);
  const digits = amount?.[1];
  if (digits === undefined) return null;
  const code = amount?.[2]?.toLowerCase();
  return code === undefined ? { typedAmount: digits } : { typedAmount: digits, currency: code };
}
