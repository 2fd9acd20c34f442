import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cruise, type IConfiguration } from 'dependency-cruiser';
import { afterEach, expect, it } from 'vitest';

const configuration = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration;

/** Each fixture is a tree of files, given as one import per file: `from` imports `to`, which is empty. */
type Fixture = { rule: string; from: string; to: string; statement?: string };

const fails: Fixture[] = [
  { rule: 'app-is-the-edge', from: 'lib/payouts/queries.ts', to: 'app/page.ts' },
  { rule: 'components-draw-only', from: 'components/payouts/table.tsx', to: 'lib/payouts/queries.ts' },
  { rule: 'components-draw-only', from: 'components/payouts/table.tsx', to: 'lib/payouts/types.ts' },
  { rule: 'lib-knows-no-route', from: 'lib/payouts/queries.ts', to: 'next' },
  { rule: 'stripe-sdk-only-in-lib-stripe', from: 'lib/payouts/send-payout.ts', to: 'stripe' },
  { rule: 'next-auth-only-in-lib-auth', from: 'app/_edge/operator.ts', to: 'next-auth' },
  { rule: 'sql-only-in-lib-and-drizzle', from: 'app/payouts/page.ts', to: 'lib/db/client.ts' },
  { rule: 'sql-only-in-lib-and-drizzle', from: 'app/payouts/page.ts', to: 'drizzle-orm' },
  { rule: 'transactions-only-in-verb', from: 'lib/payouts/send-payout.ts', to: 'lib/db/transaction.ts' },
  {
    rule: 'stripe-only-in-send-and-fetch',
    from: 'lib/payouts/record-payouts.ts',
    to: 'lib/stripe/client.ts',
  },
  { rule: 'stripe-only-in-send-and-fetch', from: 'app/payouts/page.ts', to: 'lib/stripe/client.ts' },
  {
    rule: 'ledger-tables-only-in-lib-ledger',
    from: 'lib/payouts/queries.ts',
    to: 'drizzle/schema/ledger.ts',
  },
  { rule: 'ledger-tables-only-in-lib-ledger', from: 'lib/payouts/queries.ts', to: 'drizzle/schema/index.ts' },
  { rule: 'domain-order', from: 'lib/ledger/queries.ts', to: 'lib/payouts/queries.ts' },
  { rule: 'domain-order', from: 'lib/ledger/queries.ts', to: 'lib/kill-switch/queries.ts' },
  { rule: 'domain-order', from: 'lib/connected-accounts/queries.ts', to: 'lib/stripe-events/queries.ts' },
  { rule: 'domain-order', from: 'lib/risk/queries.ts', to: 'lib/payouts/queries.ts' },
  { rule: 'domain-order', from: 'lib/payouts/queries.ts', to: 'lib/onboarding/queries.ts' },
  { rule: 'pure-means-pure', from: 'lib/ledger/journal/charge.ts', to: 'lib/db/client.ts' },
  { rule: 'pure-means-pure', from: 'lib/risk/rules/velocity.ts', to: 'node:fs' },
  { rule: 'pure-means-pure', from: 'lib/risk/detectors/rate-alarm.ts', to: 'lib/clock.ts' },
  { rule: 'pure-means-pure', from: 'lib/risk/models/isolation-forest.ts', to: 'lib/clock.ts' },
  { rule: 'simulator-is-independent', from: 'e2e/stripe-simulator/main.ts', to: 'lib/money/money.ts' },
  { rule: 'tests-are-not-imported', from: 'lib/payouts/queries.ts', to: 'lib/payouts/queries.test.ts' },
  { rule: 'tests-are-not-imported', from: 'lib/payouts/queries.ts', to: 'scripts/test-database.ts' },
  { rule: 'one-recharts-door', from: 'components/payouts/chart.tsx', to: 'recharts' },
  { rule: 'one-table-door', from: 'components/payouts/table.tsx', to: '@tanstack/react-table' },
];

const passes: Fixture[] = [
  { rule: 'types', from: 'components/a.tsx', to: 'lib/payouts/types.ts', statement: 'import type {} from' },
  { rule: 'money', from: 'components/payouts/table.tsx', to: 'lib/money/format.ts' },
  { rule: 'page', from: 'app/payouts/page.ts', to: 'lib/payouts/queries.ts' },
  { rule: 'send', from: 'lib/payouts/send-payout.ts', to: 'lib/stripe/client.ts' },
  { rule: 'down', from: 'lib/payouts/record-payouts.ts', to: 'lib/ledger/post-journal-entry.ts' },
  { rule: 'tx', from: 'lib/payouts/a.ts', to: 'lib/db/transaction.ts', statement: 'import type {} from' },
];

let folder = '';

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Names of the rules that the fixture breaks. Packages that are not installed are made as empty folders. */
async function brokenRules({ from, to, statement = 'import' }: Fixture): Promise<string[]> {
  await mkdir('.data/test', { recursive: true });
  folder = await mkdtemp(resolve('.data/test/imports-'));
  const isFile = /\.tsx?$/.test(to);
  const isPackage = !isFile && !to.startsWith('node:');
  if (isFile) await write(to, 'export {};');
  if (isPackage) await write(join('node_modules', to, 'index.js'), '');
  const specifier = isFile ? join('../'.repeat(from.split('/').length - 1), to) : to;
  await write(from, `${statement} '${specifier.startsWith('.') || !isFile ? specifier : `./${specifier}`}';`);
  const { exclude, tsConfig, ...options } = configuration.options ?? {};
  const result = await cruise(
    ['.'],
    { ...options, ruleSet: configuration, validate: true, baseDir: folder },
    {},
  );
  if (typeof result.output === 'string') throw new TypeError('The cruise gave text instead of its findings.');
  return result.output.summary.violations.map(({ rule }) => rule.name);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

it.each(fails)('$rule: $from may not import $to', async (fixture) => {
  expect(await brokenRules(fixture)).toContain(fixture.rule);
});

it('no-circular: two files may not import each other', async () => {
  await mkdir('.data/test', { recursive: true });
  const fixture = { rule: 'no-circular', from: 'lib/a.ts', to: 'lib/a.ts' };
  expect(await brokenRules(fixture)).toContain('no-circular');
});

it.each(passes)('$from may import $to', async (fixture) => {
  expect(await brokenRules(fixture)).toEqual([]);
});

it('every rule has a fixture that it fails', () => {
  const tested = new Set([...fails.map(({ rule }) => rule), 'no-circular']);
  const rules = new Set(configuration.forbidden?.map(({ name }) => name));
  expect([...tested].toSorted()).toEqual([...rules].toSorted());
});
