import type { OutboxLine } from '#lib/notifications/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';

const STATES: Record<OutboxLine['state'], { word: string; tone: Tone | undefined }> = {
  waiting: { word: 'Waits', tone: 'info' },
  sent: { word: 'Sent', tone: 'paid' },
  failed: { word: 'Failed', tone: 'failed' },
  kept: { word: 'Kept here', tone: undefined },
};

/** What was told to whom. @param repeat `null` for who may only read */
export function Outbox({
  lines,
  repeat,
}: {
  lines: readonly OutboxLine[];
  repeat: Parameters<typeof ActionForm>[0]['action'] | null;
}) {
  if (lines.length === 0) return <p className="muted">Nothing has needed anybody yet.</p>;
  return (
    <ul className="settings-list">
      {lines.map(
        ({ notificationId, title, lines: text, channel, target, state, tries, lastError, madeAt }) => (
          <li key={notificationId}>
            <div>
              <p className="head-line">
                <span className="wrap-anywhere">{title}</span>
                <Badge tone={STATES[state].tone} dot>
                  {STATES[state].word}
                </Badge>
              </p>
              <p className="small muted wrap-anywhere">
                {channel === 'email' ? 'Mail' : 'Webhook'}
                {target === '' ? null : ` to ${target}`}, <Time at={madeAt} show="relative" />
                {tries > 1 ? `, tried ${String(tries)} times` : null}
                {lastError === null ? null : `. ${lastError}`}
              </p>
              {text.length < 2 ? null : (
                <details className="fold small">
                  <summary>What it says</summary>
                  <ul className="outbox-lines">
                    {text.map((line) => (
                      <li key={line} className="wrap-anywhere">
                        {line}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </div>
            {repeat && state === 'failed' ? (
              <ActionForm action={repeat} fields={{ notificationId }} label="Try again" small />
            ) : null}
          </li>
        ),
      )}
    </ul>
  );
}
