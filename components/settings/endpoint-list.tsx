import type { NotificationEndpoint } from '#lib/notifications/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import { Time } from '../ui/time.tsx';

/** Addresses that are told. @param remove `null` for who may only read */
export function EndpointList({
  endpoints,
  remove,
}: {
  endpoints: readonly NotificationEndpoint[];
  remove: Parameters<typeof ActionForm>[0]['action'] | null;
}) {
  if (endpoints.length === 0) return <p className="muted">No address yet.</p>;
  return (
    <ul className="settings-list">
      {endpoints.map(({ notificationEndpointId, url, addedByName, addedAt }) => (
        <li key={notificationEndpointId}>
          <div>
            <p className="mono small wrap-anywhere">{url}</p>
            <p className="small muted">
              Added by {addedByName} <Time at={addedAt} />
            </p>
          </div>
          {remove ? (
            <ActionForm
              action={remove}
              fields={{ notificationEndpointId }}
              label="Remove"
              pendingLabel="Removing"
              small
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}
