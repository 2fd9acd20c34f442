import { everyPage, Walk } from '../every-page.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../fixtures.ts';

const SHUT = 'details:not([open]) > summary:visible';

test('every menu and disclosure of every page opens by keyboard and is accessible; Escape shuts a menu', async ({
  page,
}) => {
  test.setTimeout(400_000);
  const walk = new Walk(page);
  const seen = new Set<string>();
  for (const one of await everyPage()) {
    await walk.open(one);
    for (const summary of await page.locator(SHUT).elementHandles()) {
      const words = (await summary.innerText()).replace(/\d+/g, 'n');
      // The same menu on the next row, on another list or with another filter looks the same.
      if (seen.has(words) || !(await summary.isVisible())) continue;
      seen.add(words);
      await test.step(words, async () => {
        const isOpen = (): Promise<boolean> =>
          summary.evaluate((element) => element.parentElement?.hasAttribute('open') === true);
        const isMenu = await summary.evaluate(
          (element) =>
            element instanceof Element && element.nextElementSibling?.matches('.pop, .menu') === true,
        );
        await summary.focus();
        await page.keyboard.press('Enter');
        await expect.poll(isOpen, words).toBe(true);
        await expectNoSidewaysScroll(page);
        // One look each, in turns: the page itself is looked at in both elsewhere.
        await page.emulateMedia({ colorScheme: seen.size % 2 === 0 ? 'light' : 'dark' });
        await expectAccessible(page);
        await page.keyboard.press('Tab');
        if (isMenu) {
          await page.keyboard.press('Escape');
          await expect.poll(isOpen, words).toBe(false);
        }
        expect(await summary.evaluate((element) => element === document.activeElement), words).toBe(isMenu);
      });
    }
  }
  expect(seen.size).toBeGreaterThan(20);
});
