'use client';

import { Bar, BarChart, Tooltip, XAxis, YAxis, type BarShapeProps, type TooltipContentProps } from 'recharts';
import { ChartTip } from './chart-tip.tsx';
import { TONE_COLOURS } from './tone-colours.ts';
import type { ChartPoint, ChartSeries } from './types.ts';

/** Before a band there is half as much room as it is wide, and after it as much; what lies further off stands at the edge. */
const LEAST = -0.5;
const MOST = 2;
const MARK_PX = 5;

/** Where along the chart, from 0, something stands that is at 0 where a band begins and at 1 where it ends. */
const along = (value: number): number => Math.min(MOST, Math.max(LEAST, value)) - LEAST;

/**
 * One band for each point, lying: its middle part darker, and a mark where something stands. The values of a point are where the middle part begins
 * and ends and where the mark stands, as parts of the band.
 */
export default function MarkedBands({
  title,
  points,
  series,
}: {
  title: string;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
}) {
  const at = (point: ChartPoint, position: number): number => along(point.values[position] ?? 0);
  const common = { stackId: 'all', isAnimationActive: false, barSize: 12 } as const;
  return (
    <BarChart
      responsive
      style={{ width: '100%', height: '100%' }}
      layout="vertical"
      data={[...points]}
      margin={{ top: 4, right: 8, bottom: 4, left: 0 }}
      title={title}
    >
      <XAxis type="number" domain={[0, MOST - LEAST]} hide />
      <YAxis
        type="category"
        dataKey="tick"
        width={116}
        interval={0}
        tickLine={false}
        axisLine={false}
        tick={{ fill: 'var(--ink-3)', fontSize: 11 }}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ fill: 'var(--surface-hover)' }}
        content={(tip: TooltipContentProps) => <ChartTip tip={tip} series={series} />}
      />
      <Bar {...common} dataKey={() => along(0)} fill="transparent" />
      <Bar {...common} dataKey={(point: ChartPoint) => at(point, 0) - along(0)} fill={TONE_COLOURS.fourth} />
      <Bar
        {...common}
        dataKey={(point: ChartPoint) => at(point, 1) - at(point, 0)}
        fill={TONE_COLOURS.third}
      />
      <Bar {...common} dataKey={(point: ChartPoint) => along(1) - at(point, 1)} fill={TONE_COLOURS.fourth} />
      <Bar {...common} dataKey={() => MOST - 1} fill="transparent" shape={Mark} />
    </BarChart>
  );
}

/** Drawn over the bands by what is left beside them, which is as long as a band: from there its place is reckoned. */
function Mark({ x, y, width, height, payload }: BarShapeProps) {
  const point = payload as ChartPoint; // the row that we gave to the chart
  const place = x + width * (along(point.values[2] ?? 0) - along(1));
  const middle = y + height / 2;
  return (
    <path
      d={`M ${String(place)} ${String(middle - MARK_PX)} l ${String(MARK_PX)} ${String(MARK_PX)} l -${String(MARK_PX)} ${String(MARK_PX)} l -${String(MARK_PX)} -${String(MARK_PX)} z`}
      fill={TONE_COLOURS.failed}
    />
  );
}
