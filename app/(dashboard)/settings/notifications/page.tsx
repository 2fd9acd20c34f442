import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { EndpointList } from '#components/settings/endpoint-list.tsx';
import { Outbox } from '#components/settings/outbox.tsx';
import { ShownOnceForm } from '#components/settings/shown-once-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import { listEndpoints, listOutbox } from '#lib/notifications/queries.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';
import { addEndpointAction, removeEndpointAction, repeatNotificationAction } from './actions.ts';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage() {
  const ctx = await guardPage('notifications.read');
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/notifications"
      title="Notifications"
      lead="Who outside is told when a payout waits for a decision, a hold is due, payouts were stopped, or a new passkey waits for an administrator."
    >
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading what was told to whom"
            main={[
              ['Mail', 2],
              ['Signed webhooks', 5],
              ['Outbox', 12],
            ]}
          />
        }
      >
        {drawNotifications(ctx)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawNotifications(ctx: Context): Promise<ReactNode> {
  const [endpoints, lines] = await Promise.all([listEndpoints(ctx), listOutbox(ctx)]);
  const may = permissionsOf(ctx.actor);
  const mayManage = may.includes('notifications.manage');
  const isMailSetUp = env().SMTP_URL !== undefined;
  return (
    <>
      <Section id="mail" first title="Mail">
        <p>
          {isMailSetUp
            ? 'Everybody who may decide gets one message about all that is new, at most every ten minutes; at once when payouts were stopped. Whoever caused something is not told about it.'
            : 'No mail server is set (SMTP_URL), so nothing is mailed. What would have been stands in the outbox below.'}
        </p>
      </Section>
      <Section
        id="webhooks"
        title="Signed webhooks"
        aside={String(endpoints.length)}
        lead="One message for each thing, signed as Standard Webhooks has it: Slack, Zapier, Tray.io or your own program can take it."
      >
        <EndpointList endpoints={endpoints} remove={mayManage ? removeEndpointAction : null} />
        {mayManage ? (
          <ShownOnceForm
            action={addEndpointAction}
            label="Add"
            what="secret"
            note="Its signing secret. Give it to whoever receives the messages; it is shown now and never again."
          >
            <span className="field">
              <label htmlFor="endpoint-url">Address</label>
              <input
                id="endpoint-url"
                name="url"
                type="url"
                className="input"
                required
                maxLength={500}
                placeholder="https://"
                autoComplete="off"
              />
            </span>
          </ShownOnceForm>
        ) : (
          <p className="small muted">Administrators add and remove addresses.</p>
        )}
      </Section>
      <Section
        id="outbox"
        title="Outbox"
        lead="The newest fifty. What does not get through is tried again for a day and a half."
      >
        <Outbox lines={lines} repeat={mayManage ? repeatNotificationAction : null} />
      </Section>
    </>
  );
}
