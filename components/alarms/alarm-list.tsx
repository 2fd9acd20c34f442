import type { OpenAlarm } from '#lib/overview/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { LinkButton } from '../ui/button.tsx';
import { TextWithTimes } from '../ui/text-with-times.tsx';
import { Time } from '../ui/time.tsx';
import { alarmRunbookHref, alarmSubjectHref, alarmTitle } from './alarm-words.ts';

/** Open alarms with what to do about each. @param close absent when the reader may not close one */
export function AlarmList({
  alarms,
  close,
}: {
  alarms: readonly OpenAlarm[];
  close: Parameters<typeof ActionForm>[0]['action'] | null;
}) {
  return (
    <ol className="alarms">
      {alarms.map((alarm) => (
        <li key={alarm.alarmId}>
          <h2 className="strong2">{alarmTitle(alarm.kind)}</h2>
          <p>
            <TextWithTimes text={alarm.text} />
          </p>
          <p className="small muted">
            Since <Time at={alarm.raisedAt} seconds show="relative" />
            {alarm.occurrences > 1 ? `, raised ${String(alarm.occurrences)} times` : ''}
          </p>
          <div className="alarm-acts">
            <LinkButton href={alarmSubjectHref(alarm.kind, alarm.subject)} small>
              Look at it<span className="vh">: {alarm.subject}</span>
            </LinkButton>
            <AlarmRunbook kind={alarm.kind} />
            {close ? <CloseAlarm alarm={alarm} action={close} /> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function AlarmRunbook({ kind }: { kind: string }) {
  const href = alarmRunbookHref(kind);
  return href === null ? null : (
    <LinkButton href={href} kind="quiet" small>
      What to do<span className="vh">: {alarmTitle(kind)}</span>
    </LinkButton>
  );
}

function CloseAlarm({
  alarm: { alarmId, occurrences, subject },
  action,
}: {
  alarm: OpenAlarm;
  action: Parameters<typeof ActionForm>[0]['action'];
}) {
  return (
    <details className="fold">
      <summary>Close alarm…</summary>
      <ActionForm
        action={action}
        fields={{ alarmId, occurrences: String(occurrences) }}
        small
        label="Close alarm"
        pendingLabel="Closing"
      >
        <div className="field">
          <label htmlFor={`note-${alarmId}`}>
            What you found or did<span className="vh"> about {subject}</span>
          </label>
          <input
            id={`note-${alarmId}`}
            className="input"
            name="note"
            required
            maxLength={1000}
            autoComplete="off"
          />
        </div>
      </ActionForm>
    </details>
  );
}
