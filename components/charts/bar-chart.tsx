'use client';

import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis, type TooltipContentProps } from 'recharts';
import { ChartTip } from './chart-tip.tsx';
import { TONE_COLOURS } from './tone-colours.ts';
import type { ChartPoint, ChartSeries } from './types.ts';

/** Two weeks of bars have room for a word under every second one on a phone. */
const TICK_GAP_PX = 18;

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const tickNumber = (value: number): string => compact.format(value).replace('-', '−');

/** Stacked bars with a tip. Arrow keys move between bars. */
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
        content={(tip: TooltipContentProps) => <ChartTip tip={tip} series={series} />}
      />
      {series.map(({ name, tone }, position) => (
        <Bar
          key={name}
          name={name}
          dataKey={(point: ChartPoint) => point.values[position] ?? 0}
          stackId="all"
          fill={TONE_COLOURS[tone]}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  );
}
