import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { unfinishedWork } from './stack-under-test.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type Problems = string[];

/** A page that reports what the browser held against it: policy violations and errors nobody caught. */
export const test = base.extend<{ problems: Problems }>({
  problems: async ({ page }, provide) => {
    const problems: Problems = [];
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await provide(problems);
    expect(problems, 'policy violations and uncaught errors').toEqual([]);
  },
});

export { expect };

/** Signs in as a person of the demo, by name, as the person would. */
export async function signIn(page: Page, name: string, path = '/'): Promise<void> {
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name }).click();
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Waits until every event of the local Stripe is delivered, processed and booked. */
export async function settled(): Promise<void> {
  await expect.poll(unfinishedWork, { timeout: 60_000, intervals: [200] }).toBe(0n);
}

/** Fails with the rule and the element of each finding. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const findings = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`),
  );
  expect(findings).toEqual([]);
}

/** The page itself must never scroll sideways; a table may, inside its own frame. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(excess, 'pixels by which the page is too wide').toBeLessThanOrEqual(0);
}
