import { describe, expect, it } from 'vitest';
import { textHash } from '../../text-hash.ts';
import { seededRandom } from '../models/seeded-random.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { PEERS_ADDS_MAX, peersAdd } from '../rules/peer-finding.ts';
import { growForests, type PeerRow } from './grow-forests.ts';
import { parsePeerForest, peerFinding } from './peer-forest.ts';
import { peerGroups, PLATFORM_PEERS_MIN } from './peer-groups.ts';
import { parseForestRecipe, STARTER_RECIPE } from './recipe-text.ts';

/* Where an account stands among its peers: the smallest group that is large enough, by forests that anybody can grow again. */

const random = seededRandom(7);
const at = new Date('2026-10-05T00:00:00Z');

function rowsOf(count: number, country: string | null, category: string | null, from = 0): PeerRow[] {
  return Array.from({ length: count }, (_, index) => ({
    riskAssessmentId: `ras_${String(from + index)}`,
    connectedAccountId: `acct_${String(from + index)}`,
    country,
    category,
    decidedAt: new Date(at.getTime() + index),
    features: FEATURE_NAMES.map(() => random()),
  }));
}

const recipe = (text: string) => parseForestRecipe(text).recipe;

describe('peers', () => {
  it('are those of country and category, else of the country, else all, whichever are enough', () => {
    const rows = [
      ...rowsOf(60, 'DE', '5462'),
      ...rowsOf(40, 'DE', '5812', 60),
      ...rowsOf(49, 'FR', '5462', 100),
      ...rowsOf(1, null, null, 149),
    ];
    expect(peerGroups(rows, 50).map(({ name, words, accounts }) => [name, words, accounts])).toEqual([
      ['*', 'connected accounts', 150],
      ['DE', 'connected accounts in DE', 100],
      ['DE 5462', 'bakeries in DE', 60],
    ]);
  });

  it('are accounts, however many currencies each has', () => {
    const [first] = rowsOf(1, 'DE', '5462');
    const same = Array.from({ length: 60 }, () => first).flatMap((row) => row ?? []);
    expect(peerGroups(same, 50)).toEqual([]);
    expect(peerGroups(rowsOf(PLATFORM_PEERS_MIN, null, null), 50)).toHaveLength(1);
    expect(peerGroups(rowsOf(PLATFORM_PEERS_MIN - 1, null, null), 50)).toEqual([]);
  });
});

describe('a forest', () => {
  it('is the same bytes of the same decisions and recipe, and another of another seed', async () => {
    const rows = rowsOf(80, 'DE', '5462');
    const [first, again, other] = await Promise.all([
      growForests(rows, recipe(STARTER_RECIPE)),
      growForests(rows, recipe(STARTER_RECIPE)),
      growForests(rows, recipe(STARTER_RECIPE.replace('seed 1', 'seed 2'))),
    ]);
    expect(again).toEqual(first);
    expect(other[0]?.hash).not.toBe(first[0]?.hash);
    expect(first.map(({ peerGroup, accounts, rows: of }) => [peerGroup, accounts, of])).toEqual([
      ['*', 80, 80],
    ]);
    expect(first[0]?.features).toEqual(recipe(STARTER_RECIPE).features);
    // How its peers were spread, each feature by its own values.
    const { spread, features } = parsePeerForest(first[0]?.text ?? '', first[0]?.hash ?? '') ?? {};
    for (const name of features ?? []) {
      const place = FEATURE_NAMES.findIndex((one) => one === name);
      const ascending = rows.map((row) => row.features[place] ?? 0).sort((a, b) => a - b);
      const expected = [3, 19, 39, 59, 75].map((rank) => Number(ascending[rank]?.toPrecision(6)));
      expect(spread?.[name]).toEqual(expected);
    }
    expect(parsePeerForest(first[0]?.text ?? '', first[0]?.hash ?? '')?.model.nodes.roots).toHaveLength(100);
    expect(() => parsePeerForest(first[0]?.text ?? '', textHash('other'))).toThrow('the one that was stored');
  });

  it('says how unusual an account is, by features whose parts sum to it', async () => {
    const rows = rowsOf(300, 'DE', '5462').map((row) => ({
      ...row,
      features: row.features.map((v) => v / 10),
    }));
    const [, , own] = await growForests(
      rows,
      recipe('trees 100\npeers 200\nfeature night_share\nfeature refund_ratio_7d'),
    );
    const forest = parsePeerForest(own?.text ?? '', own?.hash ?? '');
    if (forest === null) throw new Error('these features are made here');
    const usual = FEATURE_NAMES.map(() => 0.05);
    const odd = FEATURE_NAMES.map((name) => (name === 'night_share' ? 1 : 0.05));
    for (const features of [usual, odd, ...rows.slice(0, 50).map((row) => row.features)]) {
      const { score, base, contributions } = peerFinding(forest, features);
      const sum = contributions.reduce((total, { value }) => total + value, base);
      expect(Math.abs(sum - Math.log2(score))).toBeLessThan(1e-9);
    }
    const found = peerFinding(forest, odd);
    expect(found).toMatchObject({ forest: own?.hash, group: 'bakeries in DE', accounts: 300 });
    // Beyond nineteen of twenty by one feature of two, and itself one of them.
    expect(found.percentile).toBeGreaterThan(0.95);
    expect(found.percentile).toBeLessThanOrEqual(1 - 1 / 300);
    expect(found.contributions.toSorted((a, b) => b.value - a.value)[0]?.key).toBe('night_share');
    expect(peerFinding(forest, usual).percentile).toBeLessThan(0.5);
    const beyondAll = peerFinding(
      forest,
      FEATURE_NAMES.map(() => 9),
    );
    expect(beyondAll.percentile).toBe(1 - 1 / 300);
    // What one account would have said had it been another is not touched by columns that were not asked for.
    expect(
      peerFinding(
        forest,
        usual.map((v, at) => (FEATURE_NAMES[at] === 'charges_1h' ? 99 : v)),
      ),
    ).toEqual(peerFinding(forest, usual));
  });

  it('of features that this version does not make says nothing', async () => {
    const [all] = await growForests(
      rowsOf(30, null, null),
      recipe('trees 10\nsample 16\nfeature night_share'),
    );
    const { model } = parsePeerForest(all?.text ?? '', all?.hash ?? '') ?? {};
    expect([model?.nodes.roots.length, model?.sample]).toEqual([10, 16]);
    const text = (all?.text ?? '').replace('night_share', 'moon_phase');
    expect(parsePeerForest(text, textHash(text))).toBeNull();
  });

  it('adds nothing for nineteen of twenty, and never more than a soft sign does', () => {
    const add = (percentile: number) =>
      peersAdd({ forest: '', group: '', accounts: 1, score: 0, base: 0, contributions: [], percentile });
    expect([add(0), add(0.5), add(0.95)]).toEqual([0, 0, 0]);
    expect(add(0.99)).toBeGreaterThan(0.3);
    expect(add(0.999_999)).toBe(PEERS_ADDS_MAX);
    expect(PEERS_ADDS_MAX).toBeLessThan(1);
  });
});

describe('a recipe', () => {
  it('tells each fault by its line', () => {
    expect(parseForestRecipe(STARTER_RECIPE).faults).toEqual([]);
    const { faults } = parseForestRecipe(
      'trees 5\nfeature moon\nfeature night_share\nfeature night_share\nrows 3\nseed 1\nseed 2\noff',
    );
    expect(faults.map(({ line }) => line)).toEqual([1, 2, 4, 5, 7, 8]);
    expect(parseForestRecipe('off')).toMatchObject({ recipe: { isOff: true }, faults: [] });
    expect(parseForestRecipe('seed 3').faults).toHaveLength(1);
  });
});
