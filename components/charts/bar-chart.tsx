'use client';

import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis, type TooltipContentProps } from 'recharts';
import type { ChartPoint, ChartSeries } from './types.ts';

const FILL: Record<ChartSeries['tone'], string> = {
  first: 'var(--chart-1)',
  second: 'var(--chart-2)',
  third: 'var(--chart-3)',
  fourth: 'var(--chart-4)',
  failed: 'var(--failed-mark)',
};

/** Two weeks of bars have room for a word under every second one on a phone. */
const TICK_GAP_PX = 18;

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const tickNumber = (value: number): string => compact.format(value).replace('-', '−');

/** Stacked bars with a tip. Arrow keys move between bars. The only place that draws with Recharts. */
export default function StackedBars({
  title,
  points,
  series,
}: {
  title: string;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
}) {
  return (
    <BarChart
      responsive
      style={{ width: '100%', height: '100%' }}
      data={[...points]}
      stackOffset="sign"
      margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
      barCategoryGap="22%"
      title={title}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      <XAxis
        dataKey="tick"
        tickLine={false}
        axisLine={false}
        minTickGap={TICK_GAP_PX}
        height={22}
        tick={{ fill: 'var(--ink-3)', fontSize: 11 }}
      />
      <YAxis
        width={44}
        tickLine={false}
        axisLine={false}
        allowDecimals={false}
        tickFormatter={tickNumber}
        tick={{ fill: 'var(--ink-3)', fontSize: 11 }}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: 'var(--surface-hover)' }}
        content={(tip: TooltipContentProps) => <Tip tip={tip} series={series} />}
      />
      {series.map(({ name, tone }, position) => (
        <Bar
          key={name}
          name={name}
          dataKey={(point: ChartPoint) => point.values[position] ?? 0}
          stackId="all"
          fill={FILL[tone]}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  );
}

function Tip({ tip, series }: { tip: TooltipContentProps; series: readonly ChartSeries[] }) {
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
