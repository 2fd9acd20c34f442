import type { RiskCase } from '#lib/risk/types.ts';
import { Chart } from '../charts/chart.tsx';
import type { ChartPoint } from '../charts/types.ts';
import { streamWord } from './risk-words.ts';

const round = (value: number): string => String(Number(value.toPrecision(2)));
const percent = (share: number): string => `${round(100 * share)} %`;
const month = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The stream that stands out, by day, against what so many payments usually have. */
export function StreamChart({ found }: { found: RiskCase }) {
  const { stream, days, usualShare, flag } = found;
  if (stream === null)
    return <p className="muted">No sign that is counted by day stands out; the table has all of them.</p>;
  const sign = flag.signs.find((one) => one.stream === stream);
  const isAlarm = sign !== undefined && sign.ofAlarm >= 1;
  return (
    <Chart
      id="stream"
      title={`${streamWord(stream)} by day`}
      summary={`Usual are ${percent(usualShare)} of its payments.${
        isAlarm && sign.since !== null ? ` Alarm: since ${month.format(sign.since)}.` : ''
      }`}
      points={days.map(pointOf)}
      series={[
        { name: 'As usual', tone: 'first' },
        { name: 'Beyond usual', tone: 'failed' },
      ]}
      head={['As usual', 'Beyond usual', 'Seen', 'Payments']}
    />
  );
}

function pointOf({ day, hits, trials, usual }: RiskCase['days'][number]): ChartPoint {
  const asUsual = Math.min(hits, usual);
  const at = new Date(`${day}T00:00:00Z`);
  return {
    key: day,
    tick: String(at.getUTCDate()),
    label: month.format(at),
    values: [asUsual, hits - asUsual],
    texts: [round(asUsual), round(hits - asUsual), String(hits), String(trials)],
  };
}
