import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { browserLaunchOptions } from '#scripts/browser.ts';
import { findFreePort } from '#scripts/postgres/cluster.ts';
import { stubStripe } from '../stripe-components-stub.ts';
import { startDemo } from './web/demo-run.ts';
import { startEmptyPage } from './web/empty-page.ts';
import { weighScripts, type ScriptWeight } from './web/script-weight.ts';

type Result = {
  bench: 'web';
  /** What each page brings before anybody touches it; the empty page is Next's and React's own part. */
  scripts: Record<string, ScriptWeight>;
  /** Kilobytes of gzip over the empty page. */
  overEmpty: Record<string, number>;
  /** From the command to the last byte of the first page, with the build and the data of an earlier run. */
  coldStartMs: { median: number; min: number; max: number };
  machine: { cpu: string; cores: number; node: string; loadAverageBefore: number };
};

/** The review page of the measure, what else a person opens first, and what an owner does on a phone. */
const PAGES: Readonly<Record<string, { path: string; person: 'Vera Holm' | 'Clara Whitfield' }>> = {
  payouts: { path: '/payouts', person: 'Vera Holm' },
  overview: { path: '/', person: 'Vera Holm' },
  'connected-accounts': { path: '/connected-accounts', person: 'Vera Holm' },
  portal: { path: '/portal', person: 'Clara Whitfield' },
  // Beyond Stripe's own script, which is stubbed and not weighed.
  'portal-account': { path: '/portal/account', person: 'Clara Whitfield' },
};

/** A page of a browser that has cached nothing. */
async function freshly<Outcome>(
  browser: Browser,
  baseURL: string,
  work: (page: Page) => Promise<Outcome>,
): Promise<Outcome> {
  const context = await browser.newContext({ baseURL });
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

function cookiesOf(browser: Browser, baseURL: string, person: string) {
  return freshly(browser, baseURL, async (page) => {
    await page.goto('/sign-in');
    await page.getByRole('button', { name: person }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    return page.context().cookies();
  });
}

async function weighOurs(browser: Browser, baseURL: string): Promise<Record<string, ScriptWeight>> {
  const weights: Record<string, ScriptWeight> = {};
  for (const [name, { path, person }] of Object.entries(PAGES)) {
    const cookies = await cookiesOf(browser, baseURL, person);
    weights[name] = await freshly(browser, baseURL, async (page) => {
      await page.context().addCookies(cookies);
      await stubStripe(page);
      return weighScripts(page, path);
    });
  }
  return weights;
}

/** The empty page and ours, by name. */
async function weighAll(demoUrl: string): Promise<Record<string, ScriptWeight>> {
  const empty = await startEmptyPage();
  try {
    const browser = await chromium.launch(await browserLaunchOptions());
    try {
      const base = await freshly(browser, empty.url, (page) => weighScripts(page, '/'));
      return { empty: base, ...(await weighOurs(browser, demoUrl)) };
    } finally {
      await browser.close();
    }
  } finally {
    await empty.stop();
  }
}

/** Starts the demo again and again on what its first run has made; the last one stays. */
async function measureStarts(dataDir: string, repetitions: number) {
  const port = await findFreePort();
  await (await startDemo(dataDir, port)).stop(); // builds and seeds; not counted
  const times: number[] = [];
  let run = await startDemo(dataDir, port);
  times.push(run.milliseconds);
  while (times.length < repetitions) {
    await run.stop();
    run = await startDemo(dataDir, port);
    times.push(run.milliseconds);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (position: number): number => sorted[position] ?? 0;
  const coldStartMs = {
    median: at(Math.floor(sorted.length / 2)),
    min: at(0),
    max: at(sorted.length - 1),
  };
  return { run, coldStartMs };
}

/** `--repetitions` (5) cold starts, then the weight of the scripts. */
export async function run(args: readonly string[]): Promise<Result> {
  const { values } = parseArgs({
    args: [...args],
    options: { repetitions: { type: 'string', default: '5' } },
  });
  const loadAverageBefore = loadavg()[0] ?? 0;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-web-'));
  try {
    const { run: demo, coldStartMs } = await measureStarts(dataDir, Number(values.repetitions));
    const scripts = await weighAll(demo.url).finally(demo.stop);
    const empty = scripts['empty']?.gzipKilobytes ?? Number.NaN;
    return {
      bench: 'web',
      scripts,
      overEmpty: Object.fromEntries(
        Object.keys(PAGES).map((name) => [
          name,
          Number(((scripts[name]?.gzipKilobytes ?? Number.NaN) - empty).toFixed(1)),
        ]),
      ),
      coldStartMs,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        loadAverageBefore,
      },
    };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
