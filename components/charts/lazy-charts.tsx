'use client';

import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import type MarkedBands from './band-chart.tsx';
import type StackedBars from './bar-chart.tsx';
import type DrawnLines from './line-chart.tsx';

// Recharts draws nothing on the server and is larger than the rest of the page, so only a page with a chart loads it,
// after everything else. The frame around it already has its height.
const Bars = dynamic(() => import('./bar-chart.tsx'), { ssr: false });
const Bands = dynamic(() => import('./band-chart.tsx'), { ssr: false });
const Lines = dynamic(() => import('./line-chart.tsx'), { ssr: false });

export function LazyBars(props: ComponentProps<typeof StackedBars>) {
  return <Bars {...props} />;
}

export function LazyLines(props: ComponentProps<typeof DrawnLines>) {
  return <Lines {...props} />;
}

export function LazyBands(props: ComponentProps<typeof MarkedBands>) {
  return <Bands {...props} />;
}
