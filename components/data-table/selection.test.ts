import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  enterScope,
  isSelected,
  readSelection,
  select,
  selectEverything,
  selectionTotals,
  selectNothing,
} from './selection.ts';

const row = fc.record({
  id: fc.integer({ min: 0, max: 30 }).map((n) => `po_${String(n)}`),
  isOn: fc.boolean(),
});
const step = fc.oneof({ weight: 8, arbitrary: row }, fc.constant('everything'), fc.constant('nothing'));

/** Past 2^53, and currencies with none, two and three decimals. */
const all = Array.from({ length: 31 }, (_, n) => ({
  id: `po_${String(n)}`,
  amount: (9_007_199_254_740_993n + BigInt(n)).toString(),
  currency: ['jpy', 'huf', 'isk', 'kwd', 'usd'][n % 5] ?? 'usd',
}));

function sumsOf(rows: readonly { amount: string; currency: string }[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of rows) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  return sums;
}

test('number and sums are those of the selected rows, whatever was clicked in whatever order', () => {
  const matching = {
    count: all.length,
    sums: [...sumsOf(all)].map(([currency, sum]) => ({ currency, amount: String(sum) })),
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      enterScope('a');
      selectNothing();
      const reference = new Set<string>();
      for (const taken of steps) {
        if (taken === 'everything') {
          selectEverything();
          for (const { id } of all) reference.add(id);
        } else if (taken === 'nothing') {
          selectNothing();
          reference.clear();
        } else {
          const found = all.find(({ id }) => id === taken.id);
          if (!found) continue;
          select(taken.id, found, taken.isOn);
          if (taken.isOn) reference.add(taken.id);
          else reference.delete(taken.id);
        }
      }
      const rows = all.filter(({ id }) => reference.has(id));
      expect(all.filter(({ id }) => isSelected(readSelection(), id))).toEqual(rows);
      const totals = selectionTotals(readSelection(), matching);
      expect(totals.count).toBe(rows.length);
      const sums = new Map(totals.sums?.map(({ currency, amount }) => [currency, amount]));
      for (const [currency, sum] of sums) expect(sum).toBe(sumsOf(rows).get(currency) ?? 0n);
      for (const [currency, sum] of sumsOf(rows)) expect(sums.get(currency)).toBe(sum);
    }),
  );
});

test('another filter starts with nothing selected, and what was not counted has no sums', () => {
  enterScope('a');
  select('po_1', { amount: '5', currency: 'usd' }, true);
  enterScope('b');
  expect(readSelection()).toMatchObject({ scope: 'b', isEverything: false });
  expect(readSelection().rows.size).toBe(0);
  selectEverything();
  expect(selectionTotals(readSelection(), null)).toEqual({ count: null, sums: null });
});
