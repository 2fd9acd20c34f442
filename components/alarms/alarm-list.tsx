import type { Route } from 'next';
import Link from 'next/link';
import type { AlarmCause, OpenAlarm } from '#lib/overview/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import { AlarmText } from './alarm-text.tsx';
import {
  alarmRunbookHref,
  alarmSubjectHref,
  alarmTitle,
  SEVERITY_TONES,
  SEVERITY_WORDS,
} from './alarm-words.ts';
import { EarlierTexts } from './earlier-texts.tsx';

type Close = Parameters<typeof ActionForm>[0]['action'] | null;

/** Open alarms by cause, with what to do about each. @param close null when the reader may not close one */
export function AlarmList({ causes, close }: { causes: readonly AlarmCause[]; close: Close }) {
  return (
    <ol className="alarms">
      {causes.map(({ key, severity, kind, account, alarms }) => (
        <li key={key}>
          <div className="alarm-head">
            <Badge tone={SEVERITY_TONES[severity]} dot>
              {SEVERITY_WORDS[severity]}
            </Badge>
            <h2 className="strong2">{alarmTitle(kind)}</h2>
            {account === null ? null : (
              <Link href={`/connected-accounts/${account.connectedAccountId}` as Route} prefetch={false}>
                <bdi>{account.name}</bdi>
              </Link>
            )}
            {alarms.length === 1 ? null : (
              <span className="small muted">{alarms.length} alarms, one cause</span>
            )}
          </div>
          {alarms.map((alarm, position) => (
            <OneAlarm
              key={alarm.alarmId}
              alarm={alarm}
              title={position === 0 || alarm.kind === kind ? null : alarmTitle(alarm.kind)}
              close={close}
            />
          ))}
        </li>
      ))}
    </ol>
  );
}

/** @param title where it is of another kind than the cause's first */
function OneAlarm({ alarm, title, close }: { alarm: OpenAlarm; title: string | null; close: Close }) {
  const isOfAccount = alarm.subject.startsWith('acct_') && alarm.account !== null;
  return (
    <div className="alarm">
      <p>
        {title === null ? null : <b className="strong">{title}. </b>}
        <AlarmText text={alarm.text} named={alarm.named} />
      </p>
      <p className="small muted">
        Since <Time at={alarm.raisedAt} seconds show="relative" />
        {alarm.occurrences > 1 ? `, raised ${String(alarm.occurrences)} times` : ''}
      </p>
      <EarlierTexts alarm={alarm} />
      <div className="alarm-acts">
        <LinkButton href={alarmSubjectHref(alarm.kind, alarm.subject)} small>
          {isOfAccount ? 'Open the account' : 'Look at it'}
          <span className="vh">: {alarm.account?.name ?? alarm.subject}</span>
        </LinkButton>
        <AlarmRunbook kind={alarm.kind} />
        {close ? <CloseAlarm alarm={alarm} action={close} /> : null}
      </div>
    </div>
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
  alarm: { alarmId, occurrences, subject, account },
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
            What you found or did<span className="vh"> about {account?.name ?? subject}</span>
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
