import type { Route } from 'next';
import Link from 'next/link';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KillSwitchPressed } from '#lib/kill-switch/types.ts';
import { durationInWords, scopeInWords, stateInWords } from './switch-words.ts';

/** Presses, newest first, each with what it took. */
export function SwitchTable({ presses, label }: { presses: readonly KillSwitchPressed[]; label: string }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="data stacked">
        <thead>
          <tr>
            <th scope="col">Pressed</th>
            <th scope="col">What</th>
            <th scope="col">State</th>
            <th scope="col" className="n">
              Time to stop
            </th>
            <th scope="col">By</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {presses.map((pressed) => (
            <tr key={pressed.killSwitchId}>
              <th scope="row">
                <Link
                  href={`/kill-switch/${pressed.killSwitchId}` as Route}
                  prefetch={false}
                  className="link"
                >
                  <Time at={pressed.pressedAt} />
                </Link>
              </th>
              <td data-label="What">{scopeInWords(pressed)}</td>
              <td data-label="State">
                <StateBadge pressed={pressed} />
              </td>
              <td className="n" data-label="Time to stop">
                {pressed.stopMs === null ? '–' : durationInWords(pressed.stopMs)}
              </td>
              <td data-label="By">{pressed.engagedBy}</td>
              <td className="wrap" data-label="Why">
                {pressed.reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const TONES: Record<KillSwitchPressed['state'], Tone | undefined> = {
  engaging: 'failed',
  engaged: 'failed',
  release_asked: 'held',
  released: undefined,
};

/** Where a press stands. */
export function StateBadge({
  pressed,
}: {
  pressed: Pick<KillSwitchPressed, 'state' | 'isDrill' | 'stripeEndedAt'>;
}) {
  if (pressed.isDrill) return <Badge>{pressed.stripeEndedAt === null ? 'Under way' : 'Rehearsed'}</Badge>;
  return (
    <Badge tone={TONES[pressed.state]} dot>
      {stateInWords(pressed.state)}
    </Badge>
  );
}
