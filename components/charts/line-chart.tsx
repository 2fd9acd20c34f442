'use client';

import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis, type TooltipContentProps } from 'recharts';
import { ChartTip } from './chart-tip.tsx';
import { TONE_COLOURS } from './tone-colours.ts';
import type { ChartPoint, ChartSeries } from './types.ts';

/** Lines over something that passes, such as days, with a tip. Arrow keys move between points. */
export default function Lines({
  title,
  points,
  series,
}: {
  title: string;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
}) {
  return (
    <LineChart
      responsive
      style={{ width: '100%', height: '100%' }}
      data={points.map((point) => ({ ...point, at: Number(point.key) }))}
      margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      title={title}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      <XAxis
        dataKey="at"
        type="number"
        domain={['dataMin', 'dataMax']}
        tickLine={false}
        axisLine={false}
        minTickGap={18}
        height={22}
        tick={{ fill: 'var(--ink-3)', fontSize: 11 }}
      />
      <YAxis width={44} tickLine={false} axisLine={false} tick={{ fill: 'var(--ink-3)', fontSize: 11 }} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--chart-grid)' }}
        content={(tip: TooltipContentProps) => <ChartTip tip={tip} series={series} />}
      />
      {series.map(({ name, tone }, position) => (
        <Line
          key={name}
          name={name}
          dataKey={(point: ChartPoint) => point.values[position] ?? 0}
          stroke={TONE_COLOURS[tone]}
          strokeWidth={2}
          strokeDasharray={position === 0 ? '0' : '6 3'}
          dot={false}
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
}
