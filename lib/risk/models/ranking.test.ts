import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc, averagePrecision } from './ranking.ts';

const rows = fc.array(fc.record({ score: fc.integer({ min: 0, max: 6 }), hit: fc.boolean() }), {
  minLength: 2,
  maxLength: 30,
});
const bothKinds = rows.filter((all) => all.some(({ hit }) => hit) && all.some(({ hit }) => !hit));

const columns = (all: readonly { score: number; hit: boolean }[]): [Float64Array, number[]] => [
  Float64Array.from(all, ({ score }) => score),
  all.map(({ hit }) => (hit ? 1 : 0)),
];

describe('auroc', () => {
  it('is the share of pairs in which the hit stands above, ties half', () => {
    fc.assert(
      fc.property(bothKinds, (all) => {
        const pairs = all
          .filter(({ hit }) => hit)
          .flatMap((hit) =>
            all.filter((other) => !other.hit).map((miss) => Math.sign(hit.score - miss.score)),
          );
        const share = pairs.reduce((sum, sign) => sum + (sign + 1) / 2, 0) / pairs.length;
        expect(auroc(...columns(all))).toBeCloseTo(share, 12);
      }),
    );
  });

  it('is not a number without both kinds', () => {
    expect(auroc(Float64Array.from([1, 2]), [0, 0])).toBeNaN();
  });
});

describe('average precision', () => {
  it('takes equal scores as one step, so that order among them changes nothing', () => {
    fc.assert(
      fc.property(bothKinds, (all) => {
        expect(averagePrecision(...columns(all))).toBeCloseTo(
          averagePrecision(...columns(all.toReversed())),
          12,
        );
      }),
    );
  });

  it('of a worked example', () => {
    // Precision 1 at the first hit, 2/3 at the second, which ties with nothing.
    expect(averagePrecision(Float64Array.from([9, 8, 7, 6]), [1, 0, 1, 0])).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(averagePrecision(Float64Array.from([5, 5, 5, 5]), [1, 0, 1, 0])).toBeCloseTo(0.5, 12);
  });
});
