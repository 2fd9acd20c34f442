import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { everyPage, Walk } from '../every-page.ts';
import { expect, test } from '../fixtures.ts';

const FOLDER = 'docs/screens';
/** More than a screen and a half of a desk, and two and a half of a phone: what comes below looks like what is above it. */
const SIZES = { 1440: { height: 900, heightMax: 1_500 }, 360: { height: 740, heightMax: 1_850 } } as const;
const SCHEMES = ['light', 'dark'] as const;
const QUALITY = 50;

const fileName = (name: string, width: string, scheme: string): string => `${name}-${width}-${scheme}.webp`;

/** The page from its top, as small as a picture of text can be: Playwright itself writes only PNG and JPEG. */
async function capture(page: Page, width: number, heightMax: number): Promise<Buffer> {
  // A panel that covers the page is all that is seen of it.
  const height = await page.evaluate(() =>
    [...document.querySelectorAll('[data-panel]')].some(
      (panel) => getComputedStyle(panel).position === 'fixed',
    )
      ? innerHeight
      : document.documentElement.scrollHeight,
  );
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, heightMax), scale: 1 },
  });
  await session.detach();
  return Buffer.from(data, 'base64');
}

test('every page has its screens, on a desk and on a phone, light and dark', async ({ page, problems }) => {
  test.setTimeout(600_000);
  const pages = await everyPage();
  if (process.env['SLUICE_WRITE_DOCS'] === '1') {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER, { recursive: true });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const walk = new Walk(page);
    for (const one of pages) {
      for (const [width, { height, heightMax }] of Object.entries(SIZES)) {
        await page.setViewportSize({ width: Number(width), height });
        await walk.open(one);
        // A chart that is folded away draws when somebody opens it.
        for (const frame of await page
          .locator('.chart-frame:not(.chart-empty)')
          .filter({ visible: true })
          .all())
          await expect(frame.locator('svg').first()).toBeVisible();
        for (const scheme of SCHEMES) {
          await page.emulateMedia({ colorScheme: scheme });
          await writeFile(
            join(FOLDER, fileName(one.name, width, scheme)),
            await capture(page, Number(width), heightMax),
          );
        }
      }
    }
  }
  const expected = pages.flatMap(({ name }) =>
    Object.keys(SIZES).flatMap((width) => SCHEMES.map((scheme) => fileName(name, width, scheme))),
  );
  const found = await readdir(FOLDER);
  expect(found.toSorted(), 'run with SLUICE_WRITE_DOCS=1 to make them again').toEqual(expected.toSorted());
  expect(problems).toEqual([]);
});
