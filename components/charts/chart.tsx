import type { ReactNode } from 'react';
import { LazyBands, LazyBars, LazyLines } from './lazy-charts.tsx';
import type { ChartPoint, ChartSeries } from './types.ts';

const DRAWN = { bars: LazyBars, lines: LazyLines, bands: LazyBands } as const;

/**
 * Bars, lines over something that passes, or bands with a mark each, with the words for their parts above them and the same numbers as a table beneath.
 * @param title what the chart shows, with its unit @param summary the one thing to see in it, in a sentence
 * @param head the columns of the table after the first, in the order of the points' `texts`
 */
export function Chart({
  id,
  title,
  summary,
  points,
  series,
  head,
  first = 'Day',
  as = 'bars',
}: {
  id: string;
  title: string;
  summary: ReactNode;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  head: readonly string[];
  first?: string;
  as?: keyof typeof DRAWN;
}) {
  const Drawing = DRAWN[as];
  const isEmpty = points.every(({ values }) => values.every((value) => value === 0));
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption>
        <h3 id={id}>{title}</h3>
        <p className="small muted">{summary}</p>
        {series.length > 1 ? (
          <ul className="chart-keys small soft">
            {series.map(({ name, tone }) => (
              <li key={name}>
                <span className={`key ${tone}`} aria-hidden="true" />
                {name}
              </li>
            ))}
          </ul>
        ) : null}
      </figcaption>
      {isEmpty ? (
        <p className="chart-frame chart-empty small muted">Nothing to draw.</p>
      ) : (
        <div className="chart-frame">
          <Drawing title={title} points={points} series={series} />
        </div>
      )}
      <details className="fold">
        <summary>As a table</summary>
        <div className="scroll-x chart-table" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
          <table className="data plain-rows">
            <caption className="vh">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                {head.map((column) => (
                  <th key={column} scope="col" className="n">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.key}>
                  <th scope="row" className={as === 'bands' ? undefined : 'nowrap'}>
                    {point.label}
                  </th>
                  {point.texts.map((text, position) => (
                    <td key={head[position]} className="n money">
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
