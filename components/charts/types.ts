/** One bar of a chart: its heights, and the exact words that the tip and the table say. */
export type ChartPoint = {
  /** Unique in the chart, such as `2026-11-20`; of lines the number where the point stands. */
  key: string;
  /** Under the bar, short. */
  tick: string;
  /** In the tip. */
  label: string;
  /** One height and one text for each series, in their order. */
  values: readonly number[];
  texts: readonly string[];
};

/** A part of each bar, lowest first. A colour that means something only where it means it. */
export type ChartSeries = { name: string; tone: 'first' | 'second' | 'third' | 'fourth' | 'failed' };
