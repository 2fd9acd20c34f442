import type { Page } from '@playwright/test';

/** Milliseconds since the key or the click, by the browser's own clock. */
export type FilterTimes = { painted: number; firstByte: number; lastByte: number };

const PATIENCE_MS = 30_000;

/**
 * Uses a filter and waits for the frame that shows a row which was not there before. It begins with the event itself,
 * before any script has seen it, and ends with the first task after that frame was drawn.
 */
export async function timeNewRow(page: Page, name: string, act: () => Promise<void>): Promise<FilterTimes> {
  const watch = await page.evaluateHandle(
    ([patienceMs, filter]) => {
      const rowIds = (): string[] =>
        [...document.querySelectorAll('[data-list] tbody tr')].map(
          (row) => row.getAttribute('data-row') ?? '',
        );
      const before = new Set(rowIds());
      performance.clearResourceTimings();
      let startedAt: number | null = null;
      const onStart = (event: Event): void => {
        startedAt ??= event.timeStamp;
      };
      for (const name of ['keydown', 'pointerup'])
        addEventListener(name, onStart, { capture: true, once: true });
      const painted = new Promise<number>((resolve, reject) => {
        const observer = new MutationObserver(() => {
          if (startedAt === null || !rowIds().some((id) => !before.has(id))) return;
          observer.disconnect();
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => {
              resolve(performance.now());
            });
            port1.start();
            port2.postMessage(null);
          });
        });
        observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-row'] });
        setTimeout(() => {
          reject(new Error(`${filter}: no new row came.`));
        }, patienceMs);
      });
      return {
        times: painted.then((at) => {
          const since = startedAt ?? at;
          const answer = performance
            .getEntriesByType('resource')
            .find((entry): entry is PerformanceResourceTiming => entry.name.includes('_rsc='));
          return {
            painted: at - since,
            firstByte: (answer?.responseStart ?? at) - since,
            lastByte: (answer?.responseEnd ?? at) - since,
          };
        }),
      };
    },
    [PATIENCE_MS, name] as const,
  );
  await act();
  const times = await watch.evaluate(({ times: found }) => found);
  await watch.dispose();
  return times;
}
