import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrayLiteral, unixSeconds } from './array-literal.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

const TEXTS = [
  null,
  'null',
  'NULL',
  '',
  ' ',
  'txn_1Abc',
  'a,b',
  '{a}',
  '"',
  '\\',
  '\\"',
  '\\\\',
  "'",
  '\n\t\r',
  ' lead and trail ',
  '-1.5:+',
  'Žluťoučký 💶',
  '“”',
  '\u00a0',
  '[{"type":"a\\"b"}]',
  '$1',
];

it('a literal arrives as the texts it was made of, whatever they hold', async () => {
  const [row] = await ledger.sql<{ texts: (string | null)[] }[]>`
    select to_jsonb(${arrayLiteral(TEXTS)}::text[]) as texts`;
  expect(row?.texts).toEqual(TEXTS);
});

it('numbers, truth values and JSON arrive as themselves', async () => {
  const big = [9223372036854775807n, -9223372036854775808n, 0n];
  const details = [[], [{ type: 'a "quoted", {braced} \\ fee', amount: 1 }]];
  const [row] = await ledger.sql<{ big: string; flags: string; details: unknown; none: number }[]>`
    select (${arrayLiteral(big)}::bigint[])::text as big, (${arrayLiteral([true, false])}::boolean[])::text as flags,
           to_jsonb(${arrayLiteral(details.map((detail) => JSON.stringify(detail)))}::jsonb[]) as details,
           cardinality(${arrayLiteral([])}::text[]) as none`;
  expect(row).toEqual({ big: `{${big.join()}}`, flags: '{t,f}', details, none: 0 });
});

it('instants arrive to the millisecond', async () => {
  const instants = ['1970-01-01T00:00:00.000Z', '2026-11-21T06:53:02.001Z', '2099-12-31T23:59:59.999Z'];
  const literal = arrayLiteral(instants.map((instant) => unixSeconds(new Date(instant))));
  const [row] = await ledger.sql<{ exact: boolean }[]>`
    select array(select to_timestamp(seconds) from unnest(${literal}::float8[]) as seconds) = ${instants}::timestamptz[] as exact`;
  expect(row).toEqual({ exact: true });
});
