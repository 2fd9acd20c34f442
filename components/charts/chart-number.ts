import { toDecimalString } from '#lib/money/format.ts';
import type { Money } from '#lib/money/money.ts';

/** The height of a bar, in main units: a picture may round, so this is the one place where money becomes a float. */
export function chartNumber(value: Money): number {
  return Number(toDecimalString(value));
}
