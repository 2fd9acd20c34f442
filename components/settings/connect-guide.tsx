import { CopyId } from '../ui/copy-id.tsx';
import { CopyLines } from './copy-lines.tsx';

type Endpoint = {
  readonly kind: 'account' | 'connect';
  readonly address: string;
  readonly eventTypes: readonly string[];
};

const NAMES = {
  account: { listens: 'Your account', variable: 'STRIPE_WEBHOOK_SECRET' },
  connect: { listens: 'Connected accounts', variable: 'STRIPE_CONNECT_WEBHOOK_SECRET' },
} as const;

/** How Stripe's events come here: from a laptop by Stripe's command line, or to two endpoints of a deployment. */
export function ConnectGuide({
  endpoints,
  isLocalStripe,
}: {
  endpoints: readonly Endpoint[];
  /** Whether the built-in Stripe delivers: then nothing has to be done. */
  isLocalStripe: boolean;
}) {
  const addressOf = (kind: Endpoint['kind']): string =>
    endpoints.find((endpoint) => endpoint.kind === kind)?.address ?? '';
  const listen = `stripe listen \\\n  --forward-to ${addressOf('account')} \\\n  --forward-connect-to ${addressOf('connect')}`;
  return (
    <div className="stack">
      {isLocalStripe ? (
        <p className="callout">
          The local Stripe delivers here by itself, so nothing has to be connected. These lines are for a
          sandbox of yours; set its keys first.
        </p>
      ) : null}
      <h3>On this machine, with Stripe’s command line</h3>
      <CopyLines text={listen} what="stripe listen command" />
      <p className="soft">
        It prints one signing secret (<code>whsec_…</code>) that signs both kinds. Put it into{' '}
        <code>STRIPE_WEBHOOK_SECRET</code> and into <code>STRIPE_CONNECT_WEBHOOK_SECRET</code>, then restart.
      </p>
      <h3>In a deployment, in Stripe’s dashboard</h3>
      <p className="soft">
        Make two endpoints under Workbench, Webhooks. Each has a secret of its own, which goes into its own
        variable. Both need an address that Stripe reaches over https.
      </p>
      <ol className="endpoint-steps">
        {endpoints.map(({ kind, address, eventTypes }) => (
          <li key={kind}>
            <p>
              Events from <b>{NAMES[kind].listens.toLowerCase()}</b>, secret into{' '}
              <code>{NAMES[kind].variable}</code>
            </p>
            <CopyId id={address} what="address" />
            <details className="fold">
              <summary>{eventTypes.length} event types to select</summary>
              <p className="small muted">
                Exactly those that Sluice acts on. Any other is kept as ignored and does no harm.
              </p>
              <CopyLines
                text={eventTypes.join('\n')}
                what={`event types for ${NAMES[kind].listens.toLowerCase()}`}
              />
            </details>
          </li>
        ))}
      </ol>
    </div>
  );
}
