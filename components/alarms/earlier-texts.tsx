import type { OpenAlarm } from '#lib/overview/types.ts';
import { AlarmText } from './alarm-text.tsx';

/** Whatever an alarm says now, what it said before stays to be read. */
export function EarlierTexts({
  alarm: { earlier, earlierCount, named, account, subject },
}: {
  alarm: OpenAlarm;
}) {
  if (earlier.length === 0) return null;
  return (
    <details className="fold">
      <summary>
        Said before this<span className="vh"> about {account?.name ?? subject}</span>
      </summary>
      <ul className="small">
        {earlier.map((text, position) => (
          <li key={position}>
            <AlarmText text={text} named={named} />
          </li>
        ))}
      </ul>
      {earlierCount > earlier.length ? (
        <p className="small muted">
          The newest {earlier.length} of {earlierCount}.
        </p>
      ) : null}
    </details>
  );
}
