import { setTimeout } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { stack, unfinishedWork } from './stack-under-test.ts';

const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Problems = string[];

/** A refused request is the server's answer, which tests look at; the browser prints it as an error too. */
const REFUSED_REQUEST = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * What the browsers of a test held against our pages: policy violations, errors nobody caught, and whatever was printed
 * as an error, such as markup that the browser drew differently from the server. Every test fails on the first.
 */
export const test = base.extend<{ problems: Problems }>({
  baseURL: stack.webUrl,
  problems: [
    async ({ context }, provide) => {
      const problems: Problems = [];
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
          reportError(new Error(`Policy violation of ${effectiveDirective} by ${blockedURI}`));
        });
      });
      context.on('console', (message) => {
        const text = message.text();
        const isRefusedRequest = REFUSED_REQUEST.test(text);
        if (message.type() === 'error' && !isRefusedRequest)
          problems.push(`${message.page()?.url() ?? ''} ${text} ${message.location().url}`);
      });
      context.on('weberror', (found) =>
        problems.push(`${found.page()?.url() ?? ''} ${found.error().message}`),
      );
      await provide(problems);
      expect(problems, 'policy violations and uncaught errors').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Signs in as a person of the demo, by name, as the person would. @param at another web process than the stack's own */
export async function signIn(page: Page, name: string, path = '/', at = ''): Promise<void> {
  await page.goto(`${at}/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name }).click();
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page).not.toHaveURL(/sign-in/);
}

/**
 * Types the one-time code that the person's phone would show; the demo shows it, because it has no phones. When this
 * minute's codes are used the next one comes within half a minute.
 */
export async function typeCode(form: Page | Locator): Promise<void> {
  await form.getByRole('button', { name: 'Type it' }).click({ timeout: 120_000 });
}

/**
 * Opens a page without scripts again until its person has a code to type: each counts once, so a person of the demo has two a minute, and
 * only scripts would show the next one by themselves.
 */
export async function expectCode(page: Page): Promise<void> {
  const code = page.locator('.step-up-demo .mono').first();
  await expect(async () => {
    if ((await code.count()) === 0) await page.reload();
    await expect(code).toBeAttached({ timeout: 500 });
  }).toPass({ timeout: 120_000, intervals: [1_000] });
}

const STALLED_AFTER_MS = 60_000;
const ASKED_EVERY_MS = 200;

/**
 * Waits until every event of the local Stripe is delivered, processed and booked, for as long as the work goes on: the
 * seeded story takes a busy machine minutes, which are not the test's.
 * @throws Error when nothing was done for a minute
 */
export async function settled(): Promise<void> {
  const info = test.info();
  let least: bigint | null = null;
  for (let movedAt = Date.now(); ;) {
    const waiting = await unfinishedWork();
    if (waiting === 0n) return;
    if (least === null || waiting < least) {
      least = waiting;
      info.setTimeout(info.timeout + Date.now() - movedAt);
      movedAt = Date.now();
    }
    if (Date.now() - movedAt > STALLED_AFTER_MS)
      throw new Error(
        `${String(waiting)} rows still wait to be processed or booked, and none was for a minute.`,
      );
    await setTimeout(ASKED_EVERY_MS);
  }
}

/** The page listens to its keys: a letter that is pressed before its script runs is nobody's. @param keys such as `/j/`, as `aria-keyshortcuts` lists them */
export async function expectKeys(page: Page, keys: RegExp): Promise<void> {
  await expect(page.getByRole('group', { name: 'Keys of this list' })).toHaveAttribute(
    'aria-keyshortcuts',
    keys,
  );
}

/**
 * Fails with the rule and the element of each finding. Axe runs in the page itself, which has no frames, and brings
 * back what is wrong alone: by itself it opens a second page for the report of each look, in three times the time.
 */
export async function expectAccessible(page: Page): Promise<void> {
  expect(page.frames(), 'frames, which would not be looked into').toHaveLength(1);
  // Half way through a fade nothing has the contrast that it will have. Not awaited: in a shut disclosure fades stand still.
  await page.evaluate(() => {
    for (const animation of document.getAnimations())
      if (animation instanceof CSSTransition) animation.finish();
  });
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(AXE_RULES);
  const { violations } = await axe.setLegacyMode().analyze();
  const findings = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`),
  );
  expect(findings).toEqual([]);
}

/** The page itself must never scroll sideways; a table may, inside its own frame. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const sticksOut = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 140));
    return [`${String(scrollWidth - clientWidth)} px`, ...sticksOut.slice(0, 5)];
  });
  expect(tooWide, 'how far the page is too wide, and by what').toEqual([]);
}

/** One region of content and one heading for it, whatever the page shows: a screen reader's way in. */
export async function expectOneMain(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await page.locator('main').count(), 'regions of main content').toBe(1);
}

/**
 * WCAG 2.2, 2.5.8: a target is 24 by 24 CSS pixels, or stands so far from every other that a circle of that size around
 * its centre touches none of them, or is a link within a sentence.
 */
export async function expectTargets(page: Page): Promise<void> {
  const tooSmall = await page.evaluate(() => {
    const least = 24;
    // What a list that scrolls by itself has beyond its edge is behind the page, and nobody's target.
    const isInView = (element: HTMLElement): boolean => {
      const { top, bottom } = element.getBoundingClientRect();
      for (let frame = element.parentElement; frame && frame !== document.body; frame = frame.parentElement) {
        if (getComputedStyle(frame).overflowY === 'visible') continue;
        const edge = frame.getBoundingClientRect();
        if ((top + bottom) / 2 < edge.top || (top + bottom) / 2 > edge.bottom) return false;
      }
      return true;
    };
    const found = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button, select, summary, input:not([type="hidden"])',
      ),
    ]
      .filter(
        (element) =>
          element.checkVisibility({ visibilityProperty: true }) &&
          !element.closest('.skip') &&
          isInView(element),
      )
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const isSmall = (box: DOMRect): boolean => box.width < least || box.height < least;
    const isInSentence = (element: HTMLElement): boolean =>
      getComputedStyle(element).display === 'inline' &&
      [...(element.parentElement?.childNodes ?? [])].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      );
    const middle = (box: DOMRect): [number, number] => [box.x + box.width / 2, box.y + box.height / 2];
    const touches = (box: DOMRect, other: DOMRect): boolean => {
      const [x, y] = middle(box);
      const [otherX, otherY] = middle(other);
      const toBox = Math.hypot(
        Math.max(other.left - x, 0, x - other.right),
        Math.max(other.top - y, 0, y - other.bottom),
      );
      return toBox < least / 2 || (isSmall(other) && Math.hypot(otherX - x, otherY - y) < least);
    };
    return found
      .filter(({ element, box }) => isSmall(box) && !isInSentence(element))
      .filter(({ element, box }) =>
        found.some(
          (other) =>
            other.element !== element &&
            !other.element.contains(element) &&
            !element.contains(other.element) &&
            touches(box, other.box),
        ),
      )
      .map(
        ({ element, box }) =>
          `${String(Math.round(box.width))} × ${String(Math.round(box.height))} ${element.outerHTML.slice(0, 120)}`,
      );
  });
  expect(tooSmall, 'targets that are small and crowded').toEqual([]);
}

/** A table that is wider than what is seen of it can at least be scrolled there. */
export async function expectNothingClipped(page: Page): Promise<void> {
  const clipped = await page.evaluate(() => {
    const isClipping = (frame: Element): boolean =>
      /clip|hidden/.test(getComputedStyle(frame).overflowX) && frame.scrollWidth > frame.clientWidth + 1;
    return [...document.querySelectorAll('main table')]
      .filter((table) => table.checkVisibility() && !table.closest('[aria-hidden="true"]'))
      .filter((table) => {
        for (let frame = table.parentElement; frame !== null; frame = frame.parentElement)
          if (isClipping(frame) && !frame.matches('.vh')) return true;
        return false;
      })
      .map((table) => table.outerHTML.slice(0, 160));
  });
  expect(clipped, 'tables cut off where nobody can scroll').toEqual([]);
}

/** On a phone a list of facts stands in full: nothing but a wide sum or body may scroll inside its own frame. */
export async function expectNothingCut(page: Page): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLTableElement>('main table')]
      .map((table) => ({
        table,
        frame: table.closest<HTMLElement>('.scroll-x, .list, .card') ?? document.body,
      }))
      .filter(({ table, frame }) => table.checkVisibility() && table.scrollWidth > frame.clientWidth + 1)
      .map(({ table }) => (table.caption?.textContent ?? table.className).trim()),
  );
  expect(cut, 'tables that are wider than their frame').toEqual([]);
}
