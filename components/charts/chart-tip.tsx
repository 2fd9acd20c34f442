'use client';

import type { TooltipContentProps } from 'recharts';
import type { ChartPoint, ChartSeries } from './types.ts';

/** What a point says: its name, and each of its parts in words. */
export function ChartTip({ tip, series }: { tip: TooltipContentProps; series: readonly ChartSeries[] }) {
  const point = tip.payload[0]?.payload as ChartPoint | undefined; // the row that we gave to the chart
  if (!tip.active || point === undefined) return null;
  return (
    <div className="chart-tip">
      <b>{point.label}</b>
      <dl>
        {series.map(({ name, tone }, position) => (
          <div key={name}>
            <dt>
              <span className={`key ${tone}`} aria-hidden="true" /> {name}
            </dt>
            <dd>{point.texts[position]}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
