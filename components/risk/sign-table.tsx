import type { RiskSign } from '#lib/risk/types.ts';
import { Badge } from '../ui/badge.tsx';
import { streamWord } from './risk-words.ts';

const round = (value: number): string => String(Number(value.toPrecision(2)));

/** Each sequential test: what was seen, what is usual in as many payments, and how near it is to an alarm. */
export function SignTable({ signs }: { signs: readonly RiskSign[] }) {
  return (
    <table className="data plain-rows">
      <caption className="vh">What was seen of each sign, against what is usual</caption>
      <thead>
        <tr>
          <th scope="col">Sign</th>
          <th scope="col" className="n">
            Seen
          </th>
          <th scope="col" className="n">
            Usual
          </th>
          <th scope="col">Alarm</th>
        </tr>
      </thead>
      <tbody>
        {signs.map(({ stream, observed, window, expected, ofAlarm }) => (
          <tr key={stream}>
            <th scope="row">{streamWord(stream)}</th>
            <td className="n nowrap">
              {window === 0 ? (
                <span className="muted">as usual</span>
              ) : (
                `${String(observed)} of ${String(window)}`
              )}
            </td>
            <td className="n">{window === 0 ? <span className="muted">–</span> : round(expected)}</td>
            <td className="nowrap">
              {ofAlarm >= 1 ? (
                <Badge tone="failed">Alarm</Badge>
              ) : (
                <span className="muted">{String(Math.round(100 * ofAlarm))} %</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
