import { assert } from '../../assert.ts';

export type Plain =
  string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** One text for one value: keys in the order of the alphabet, numbers in the shortest form that reads back the same. */
export function canonicalText(value: Plain): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'number') {
      assert(Number.isFinite(part), 'what is stored with a decision is finite');
      return part === 0 ? 0 : part; // -0 would be read back as 0
    }
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
