import type { OpenAlarm } from '#lib/overview/types.ts';
import { Badge } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import { AlarmText } from './alarm-text.tsx';
import { alarmTitle, SEVERITY_TONES, SEVERITY_WORDS } from './alarm-words.ts';
import { EarlierTexts } from './earlier-texts.tsx';

/** Open alarms about a payout, beside it: what each says, what it said before, and the way to close it. Nothing where there is none. */
export function AlarmsOnPayout({ alarms }: { alarms: readonly OpenAlarm[] }) {
  if (alarms.length === 0) return null;
  return (
    <section aria-labelledby="alarms-open">
      <h3 id="alarms-open">{alarms.length === 1 ? 'An alarm is open' : 'Alarms are open'}</h3>
      {alarms.map((alarm) => (
        <div key={alarm.alarmId} className="alarm">
          <p>
            <Badge tone={SEVERITY_TONES[alarm.severity]} dot>
              {SEVERITY_WORDS[alarm.severity]}
            </Badge>{' '}
            <b className="strong">{alarmTitle(alarm.kind)}.</b>{' '}
            <AlarmText text={alarm.text} named={alarm.named} />
          </p>
          <p className="small muted">
            Since <Time at={alarm.raisedAt} show="relative" />
            {alarm.occurrences > 1 ? `, raised ${String(alarm.occurrences)} times` : ''}
          </p>
          <EarlierTexts alarm={alarm} />
          <LinkButton href={`/alarms?kind=${alarm.kind}`} small>
            To the alarm
          </LinkButton>
        </div>
      ))}
    </section>
  );
}
