import { ActionForm } from '../ui/action-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { deviceName, providerWords } from './device-words.ts';

type FormAction = Parameters<typeof ActionForm>[0]['action'];

type Session = {
  sessionHandle: string;
  provider: string;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
};

/** Where somebody is signed in. @param thisHandle the session that asks */
export function SessionList({
  sessions,
  thisHandle,
  end,
}: {
  sessions: readonly Session[];
  thisHandle: string;
  end: FormAction;
}) {
  return (
    <ul className="settings-list">
      {sessions.map(({ sessionHandle, provider, userAgent, createdAt, lastSeenAt }) => (
        <li key={sessionHandle}>
          <div>
            <p className="head-line">
              <b>{deviceName(userAgent)}</b>
              {sessionHandle === thisHandle ? <Badge tone="info">This browser</Badge> : null}
            </p>
            <p className="small muted">
              Signed in {providerWords(provider)} <Time at={createdAt} />; last used{' '}
              <Time at={lastSeenAt} show="relative" />
            </p>
          </div>
          {sessionHandle === thisHandle ? null : (
            <ActionForm action={end} fields={{ sessionHandle }} label="End" pendingLabel="Ending" small />
          )}
        </li>
      ))}
    </ul>
  );
}
