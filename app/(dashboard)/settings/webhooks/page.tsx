import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { ConnectGuide } from '#components/settings/connect-guide.tsx';
import { WebhookEndpointFacts } from '#components/settings/webhook-endpoint.tsx';
import { Section } from '#components/ui/card.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import { listWebhookEndpoints } from '#lib/stripe-events/endpoint-queries.ts';
import { subscribedEventTypes } from '#lib/stripe-events/registry.ts';
import { SettingsFrame } from '../_frame/settings-frame.tsx';

export const metadata: Metadata = { title: 'Webhooks' };

const ENDPOINTS = [
  {
    kind: 'account',
    title: 'Your account',
    path: '/api/webhooks/stripe',
    secretsOf: () => env().STRIPE_WEBHOOK_SECRET,
  },
  {
    kind: 'connect',
    title: 'Connected accounts',
    path: '/api/webhooks/stripe-connect',
    secretsOf: () => env().STRIPE_CONNECT_WEBHOOK_SECRET,
  },
] as const;

export default async function WebhooksPage() {
  const ctx = await guardPage('events.read');
  const site = env().NEXTAUTH_URL;
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings/webhooks"
      title="Webhooks"
      lead="The two doors through which Stripe’s events come in. Each event is stored before it is acknowledged."
    >
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading what came in"
            main={[
              ['Your account', 12],
              ['Connected accounts', 12],
            ]}
          />
        }
      >
        {drawWebhooks(ctx, site)}
      </Patiently>
    </SettingsFrame>
  );
}

async function drawWebhooks(ctx: Context, site: string): Promise<ReactNode> {
  const endpoints = await drawEndpoints(ctx, site);
  return (
    <>
      {endpoints}
      <Section id="connect" title="How to connect">
        <ConnectGuide
          isLocalStripe={env().STRIPE_API_BASE !== undefined}
          endpoints={ENDPOINTS.map(({ kind, path }) => ({
            kind,
            address: new URL(path, site).href,
            eventTypes: subscribedEventTypes(kind),
          }))}
        />
      </Section>
      <Section
        id="rotate"
        title="Change a signing secret"
        lead="Several secrets are accepted at once, so nothing is lost on the way."
      >
        <ol className="steps">
          <li>In Stripe’s dashboard, roll the secret of one endpoint and let the old one live for a day.</li>
          <li>
            Put the new secret before the old one, separated by a comma, into that endpoint’s variable, and
            restart. The page above then counts two secrets.
          </li>
          <li>A day later, when no wrong signature has been counted since, drop the old one and restart.</li>
        </ol>
        <p className="soft">
          Secrets live in the environment alone. No page shows one, and no log holds one.
        </p>
      </Section>
    </>
  );
}

async function drawEndpoints(ctx: Context, site: string): Promise<ReactNode> {
  const endpoints = await listWebhookEndpoints(ctx);
  return (
    <>
      <p className="small muted">
        As of <Time at={ctx.now} seconds />.
      </p>
      <div className="cols cols-2">
        {ENDPOINTS.map(({ kind, title, path, secretsOf }) => {
          const endpoint = endpoints.find((candidate) => candidate.kind === kind);
          return endpoint === undefined ? null : (
            <Section key={kind} id={`endpoint-${kind}`} first title={title}>
              <WebhookEndpointFacts
                endpoint={endpoint}
                address={new URL(path, site).href}
                secretCount={secretsOf().length}
              />
            </Section>
          );
        })}
      </div>
    </>
  );
}
