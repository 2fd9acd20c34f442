import type { PeerComparison } from '#lib/risk/types.ts';
import { Chart } from '../charts/chart.tsx';
import type { ChartPoint } from '../charts/types.ts';

const round = (value: number): string => String(Number(value.toPrecision(2))).replace('-', '−');
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The account against its peers, as they were in the night that its decision names, in what set it apart most. */
export function PeerBands({ peers }: { peers: PeerComparison }) {
  const who = `${peers.accounts.toLocaleString('en-GB')} ${peers.group}`;
  const rank = `More unusual than ${String(Math.floor(100 * peers.percentile))} of 100 among ${who}`;
  if (peers.grownAt === null || peers.features.length === 0)
    return (
      <p className="muted">
        {rank}.{' '}
        {peers.grownAt === null
          ? 'How they were spread in that night is not kept.'
          : 'Nothing by itself sets it apart.'}
      </p>
    );
  return (
    <Chart
      id="among-peers"
      as="bands"
      title="What sets it apart"
      summary={`${rank}, in the night of ${day.format(peers.grownAt)}.`}
      points={peers.features.map(pointOf)}
      series={[
        { name: 'Half of them', tone: 'third' },
        { name: 'Nine in ten', tone: 'fourth' },
        { name: 'This account', tone: 'failed' },
      ]}
      head={['Half of them', 'Nine in ten', 'This account', 'Middle']}
      first="Feature"
    />
  );
}

function pointOf(one: PeerComparison['features'][number]): ChartPoint {
  const { key, name, own, low, quarter, median, threeQuarters, high } = one;
  const width = high - low;
  // Where all are alike there is no band: who is not as they are stands beside it.
  const part = (value: number): number =>
    width > 0 ? (value - low) / width : value === low ? 0.5 : value > low ? 2 : -1;
  return {
    key,
    tick: name.replace(/ \(logarithm[^)]*\)/, ''),
    label: name,
    values: [width > 0 ? part(quarter) : 0, width > 0 ? part(threeQuarters) : 1, part(own)],
    texts: [
      `${round(quarter)} – ${round(threeQuarters)}`,
      `${round(low)} – ${round(high)}`,
      round(own),
      round(median),
    ],
  };
}
