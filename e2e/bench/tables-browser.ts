import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { seedDemoPersonas } from '#lib/auth/seed-demo-personas.ts';
import { jobContext } from '#lib/context.ts';
import { asDatabaseOwner, closeDatabase } from '#lib/db/client.ts';
import { browserLaunchOptions } from '#scripts/browser.ts';
import { timeNewRow, type FilterTimes } from './tables/new-row.ts';
import { setEnvironment, withSeededTables } from './tables/seeded-tables.ts';
import { spread, type Spread } from './tables/spread.ts';
import { startBenchWeb } from './tables/web-process.ts';

type Result = {
  bench: 'tables-browser';
  rows: number;
  /** Filters used, each from the key or the click to the frame with the first row that was not there before. */
  filters: number;
  newRow: Spread;
  /** Parts of it: from the key to the answer's first byte, and to its last. */
  firstByte: Spread;
  lastByte: Spread;
  byFilter: Record<string, Spread>;
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

/** Typed into the filter line and sent with Enter. No two neighbours begin with the same row. */
const LINES = [
  'status:failed',
  'currency:eur',
  'method:instant',
  'currency:jpy status:failed',
  'currency:huf',
  'status:canceled',
  'currency:kwd amount:>50',
  'account:acct_1',
  'currency:isk method:instant',
  'created:2026-10-01..2026-10-02',
  '123.45',
  'currency:usd amount:>599',
  'status:pending',
  'currency:gbp schedule:manual',
  'account:acct_1 status:failed',
];

/** Clicked in the bar of states. */
const TABS = [/^Failed/, /^On its way/, /^Cancelled/, /^Pending/, /^Paid/];

async function typeLine(page: Page, line: string): Promise<FilterTimes> {
  const field = page.locator('[data-filter-field]');
  await field.fill(line);
  return timeNewRow(page, line, () => field.press('Enter'));
}

async function openTab(page: Page, name: RegExp): Promise<FilterTimes> {
  const tab = page.locator('nav.tabs').getByRole('link', { name });
  return timeNewRow(page, name.source, () => tab.click());
}

async function measure(page: Page, rounds: number): Promise<Map<string, FilterTimes[]>> {
  const found = new Map<string, FilterTimes[]>();
  // The first round warms caches, plans and the browser's code, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    const note = (name: string, times: FilterTimes): void => {
      if (round > 0) found.set(name, [...(found.get(name) ?? []), times]);
    };
    for (const line of LINES) note(line, await typeLine(page, line));
    await page.goto('/payouts/stripe');
    for (const name of TABS) note(`tab ${name.source.slice(1)}`, await openTab(page, name));
    await page.goto('/payouts/stripe');
  }
  return found;
}

/**
 * From a filter to the first new row painted, in Chromium, on `--rows` (10,000,000) payouts: `--rounds` (3) of 20
 * filters, by Enter and by click; `--data` a folder that keeps the seeded database, the one of the bench `tables`.
 */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '3' },
      data: { type: 'string' },
    },
  });
  const rows = Number(values.rows);
  const loadAverageBefore = loadavg()[0] ?? 0;
  return withSeededTables(values.data, { payouts: rows }, async (databaseUrl) => {
    setEnvironment(databaseUrl);
    await asDatabaseOwner(() => seedDemoPersonas(jobContext('seed-demo'), {}));
    await closeDatabase();
    const web = await startBenchWeb(databaseUrl);
    const browser = await chromium.launch(await browserLaunchOptions());
    try {
      const page = await browser.newPage({ baseURL: web.url, viewport: { width: 1440, height: 900 } });
      await page.goto('/sign-in?callbackUrl=%2Fpayouts%2Fstripe');
      await page.getByRole('button', { name: 'Vera Holm' }).click();
      await page.locator('[data-list] tbody tr').first().waitFor();
      const found = await measure(page, Number(values.rounds));
      const all = [...found.values()].flat();
      return {
        bench: 'tables-browser',
        rows,
        filters: all.length,
        newRow: spread(all.map(({ painted }) => painted)),
        firstByte: spread(all.map(({ firstByte }) => firstByte)),
        lastByte: spread(all.map(({ lastByte }) => lastByte)),
        byFilter: Object.fromEntries(
          [...found].map(([name, times]) => [name, spread(times.map(({ painted }) => painted))]),
        ),
        machine: {
          cpu: cpus()[0]?.model ?? 'unknown',
          cores: cpus().length,
          node: process.version,
          loadAverageBefore,
        },
      };
    } finally {
      await browser.close();
      await web.stop();
    }
  });
}
