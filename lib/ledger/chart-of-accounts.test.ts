import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { CHART_OF_ACCOUNTS_PATH, chartOfAccountsMarkdown } from '#scripts/generate-chart-of-accounts.ts';
import { CHART_OF_ACCOUNTS, LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import { openTestLedger, type TestLedger } from './test-ledger.fixture.ts';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

it('the table that the migrations make is the constant', async () => {
  const rows = await ledger.sql`
    select code, name, class, normal_side as "normalSide", explanation from ledger_accounts order by code`;
  expect([...rows]).toEqual([...CHART_OF_ACCOUNTS]);
});

it('the committed page is the constant', async () => {
  expect(await readFile(CHART_OF_ACCOUNTS_PATH, 'utf8')).toBe(await chartOfAccountsMarkdown());
});

it('numbers are unique, in order, and every name has one', () => {
  const codes = CHART_OF_ACCOUNTS.map(({ code }) => code);
  expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
  expect(Object.values(LEDGER_ACCOUNT).toSorted((a, b) => a - b)).toEqual(codes);
});
