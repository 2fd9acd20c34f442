import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';

export type ScriptWeight = { files: number; gzipKilobytes: number; plainKilobytes: number };

/** After so long without a new script none comes before somebody touches the page. */
const QUIET_MS = 2_000;

const isOurs = (script: string, page: string): boolean =>
  !URL.canParse(page) || new URL(page).origin === 'null' || new URL(script).origin === new URL(page).origin;

/** All scripts of its own that a page brings before anybody touches it, each weighed alone, as a server would send it. */
export async function weighScripts(page: Page, url: string): Promise<ScriptWeight> {
  const bodies = new Map<string, Promise<Buffer>>();
  let newestAt = performance.now();
  page.on('response', (response) => {
    // Others' scripts are not ours to make smaller.
    if (response.request().resourceType() !== 'script' || !isOurs(response.url(), page.url())) return;
    newestAt = performance.now();
    bodies.set(response.url(), response.body());
  });
  await page.goto(url, { waitUntil: 'load' });
  newestAt = Math.max(newestAt, performance.now());
  while (performance.now() - newestAt < QUIET_MS) await delay(100);
  const found = await Promise.all(bodies.values());
  const kilobytes = (sizes: readonly number[]): number =>
    Number((sizes.reduce((sum, size) => sum + size, 0) / 1_000).toFixed(1));
  return {
    files: found.length,
    gzipKilobytes: kilobytes(found.map((body) => gzipSync(body).length)),
    plainKilobytes: kilobytes(found.map((body) => body.length)),
  };
}
