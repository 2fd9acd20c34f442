import type { CDPSession, JSHandle, Page } from '@playwright/test';

/** More stops than any page has. */
const STOPS_MAX = 900;
/** Keys sent before the page is asked how far they led. */
const KEYS_AT_ONCE = 20;
/** A field for a time is several stops: day, month, year, hours, and the calendar. */
const STOPS_IN_ONE_MAX = 10;

type Stop = { words: string; hasRing: boolean; isSeen: boolean };
type Record = {
  stops: Stop[];
  atFirst: Set<Element>;
  reached: Set<Element>;
  at: Element | null;
  again: number;
  isOver: boolean;
};

export type TabWalk = {
  stops: readonly string[];
  /** What could not be seen when it had the focus, and why. */
  unseen: readonly string[];
  /** What can be used and is shown, and did not get the focus. Of a group of radio buttons Tab reaches one. */
  unreached: readonly string[];
};

/**
 * Notes every stop at the key's release, when the focus and the scrolling that it causes are done. It ends where the
 * focus comes round again, wherever it began; in a trap it comes round too early, and the rest is not reached.
 */
async function startRecord(page: Page): Promise<JSHandle<Record>> {
  return page.evaluateHandle((againMax) => {
    const record: Record = {
      stops: [],
      atFirst: new Set(document.querySelectorAll('*')),
      reached: new Set(),
      at: null,
      again: 0,
      isOver: false,
    };
    const isRing = (element: Element | null): boolean => {
      if (element === null) return false;
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    };
    const isSeen = (element: Element): boolean =>
      [...element.getClientRects()].some((box) => {
        // Of a frame that is higher than the screen, the part on the screen counts.
        const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
        return [0.02, 0.5, 0.98].some((share) => {
          const hit = document.elementFromPoint(box.left + box.width * share, y);
          return hit !== null && (element.contains(hit) || hit.contains(element));
        });
      });
    addEventListener('keyup', ({ key }) => {
      const element = document.activeElement;
      if (key !== 'Tab' || record.isOver) return;
      // Past the last element is the browser's own frame.
      if (element === null || element === document.body) return;
      record.again = element === record.at ? record.again + 1 : 0;
      record.isOver = record.again > againMax || (record.again === 0 && record.reached.has(element));
      record.at = element;
      if (record.isOver || record.again > 0) return;
      record.reached.add(element);
      record.stops.push({
        words: element.outerHTML.slice(0, 140),
        // A field's frame, sign included, carries the ring for the field within; a calendar's button has the browser's own.
        hasRing:
          isRing(element) ||
          isRing(element.closest('.query')) ||
          (element.matches('[type^="date"]') && !element.matches(':focus-visible')),
        isSeen: isSeen(element),
      });
    });
    return record;
  }, STOPS_IN_ONE_MAX);
}

/** Sent without waiting for each: the browser takes them one after the other all the same. */
async function press(session: CDPSession, modifiers: number): Promise<void> {
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9, modifiers };
  const sent: Promise<unknown>[] = [];
  for (let at = 0; at < KEYS_AT_ONCE; at += 1)
    for (const type of ['rawKeyDown', 'keyUp'] as const)
      sent.push(session.send('Input.dispatchKeyEvent', { type, ...key }));
  await Promise.all(sent);
}

async function unreachedBy(page: Page, record: JSHandle<Record>): Promise<string[]> {
  return page.evaluate(
    ({ atFirst, reached }) =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'a[href], button:enabled, input:enabled:not([type="hidden"], [type="radio"]), select:enabled, textarea:enabled, summary',
        ),
      ]
        .filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }))
        // What came meanwhile, such as the news of a list, may stand where the focus was already.
        .filter((element) => atFirst.has(element) && !reached.has(element))
        .map((element) => element.outerHTML.slice(0, 140)),
    record,
  );
}

/** Presses Tab, or Shift and Tab, from where the focus is until it is there again. */
export async function walkByTab(page: Page, direction: 'forth' | 'back'): Promise<TabWalk> {
  const record = await startRecord(page);
  const session = await page.context().newCDPSession(page);
  const SHIFT = 8;
  for (let pressed = 0; pressed < STOPS_MAX; pressed += KEYS_AT_ONCE) {
    await press(session, direction === 'back' ? SHIFT : 0);
    if (await record.evaluate(({ isOver }) => isOver)) break;
  }
  await session.detach();
  const stops = await record.evaluate((found) => found.stops);
  return {
    stops: stops.map(({ words }) => words),
    unseen: stops.flatMap(({ words, hasRing, isSeen }) => [
      ...(hasRing ? [] : [`no ring: ${words}`]),
      ...(isSeen ? [] : [`hidden: ${words}`]),
    ]),
    unreached: await unreachedBy(page, record),
  };
}
