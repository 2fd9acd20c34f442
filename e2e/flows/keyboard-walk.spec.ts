import type { Page } from '@playwright/test';
import { everyPage, Walk } from '../every-page.ts';
import { expect, test } from '../fixtures.ts';
import { walkByTab } from '../tab-walk.ts';

/** The first stop of every page of the console leads past the navigation. */
async function expectWayPastNavigation(page: Page, firstStop: string): Promise<void> {
  expect(firstStop, 'the first stop').toContain('Skip to content');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await skip.focus();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
}

const SIZES = { laptop: { width: 1280, height: 720 }, phone: { width: 360, height: 740 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`Tab reaches everything on every page of a ${size}, forth and back, and is seen everywhere`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    const walk = new Walk(page);
    const wrong: string[] = [];
    for (const one of await everyPage()) {
      await test.step(one.name, async () => {
        await walk.open(one);
        let firstStop = '';
        for (const direction of ['forth', 'back'] as const) {
          const { stops, unseen, unreached } = await walkByTab(page, direction);
          if (direction === 'forth') firstStop = stops[0] ?? '';
          const say = (what: string): number => wrong.push(`${one.name}, ${direction}: ${what}`);
          unseen.forEach(say);
          unreached.forEach((words) => say(`not reached: ${words}`));
          if (stops.length === 0) say('nothing gets the focus');
        }
        if (one.person !== null) await expectWayPastNavigation(page, firstStop);
      });
    }
    expect(wrong).toEqual([]);
  });
}
