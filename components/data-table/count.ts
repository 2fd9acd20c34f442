/** A count that is exact unless it stopped at its limit; the shape of `lib/paging`'s. */
export type CappedCount = { readonly count: number; readonly isCapped: boolean };

const grouped = new Intl.NumberFormat('en-GB');

/** `1,234`, or `10,000+` where counting stopped. */
export function countText({ count, isCapped }: CappedCount): string {
  return isCapped ? `${grouped.format(count)}+` : grouped.format(count);
}

/** `1 payout`, `1,234 payouts`, `10,000+ payouts`. */
export function countOf(count: CappedCount, one: string, many: string): string {
  return `${countText(count)} ${count.count === 1 && !count.isCapped ? one : many}`;
}
