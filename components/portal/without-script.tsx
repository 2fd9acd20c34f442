import { HostedLink } from './embedded.tsx';

/** Said where no script runs at all: Stripe's components are scripts. */
export function WithoutScript({ hosted }: { hosted: boolean }) {
  return (
    <noscript>
      <div className="callout">
        <p>This page shows what Stripe draws, which takes JavaScript. The overview works without it.</p>
        {hosted ? (
          <div className="actions callout-acts">
            <HostedLink />
          </div>
        ) : null}
      </div>
    </noscript>
  );
}
