import { FallbackLink, FallbackWords, type Fallback } from './embedded.tsx';

/** Said where no script runs at all: Stripe's components are scripts. */
export function WithoutScript({ fallback }: { fallback: Fallback | null }) {
  return (
    <noscript>
      <div className="callout">
        <p>This page shows what Stripe draws, which takes JavaScript. The overview works without it.</p>
        <FallbackWords fallback={fallback} />
        {fallback === null ? null : (
          <div className="actions callout-acts">
            <FallbackLink fallback={fallback} />
          </div>
        )}
      </div>
    </noscript>
  );
}
