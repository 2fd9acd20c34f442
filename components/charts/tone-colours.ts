import type { ChartSeries } from './types.ts';

/** The colour of each tone, light and dark alike. */
export const TONE_COLOURS: Record<ChartSeries['tone'], string> = {
  first: 'var(--chart-1)',
  second: 'var(--chart-2)',
  third: 'var(--chart-3)',
  fourth: 'var(--chart-4)',
  failed: 'var(--failed-mark)',
};
