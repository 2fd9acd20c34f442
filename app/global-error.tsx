'use client';

import { referenceOf } from '#components/ui/reference-of.ts';
import './styles/index.css';

/** The last resort, when the root layout itself failed: no data, no navigation. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <html lang="en">
      <body>
        <title>Not available · Sluice</title>
        <div className="gate">
          <main id="main">
            <div className="gate-card" role="alert">
              <h1>Sluice could not draw this page</h1>
              <p>No payout is affected; nothing was sent or changed.</p>
              <div className="actions">
                <button type="button" className="btn btn-plain" onClick={retry}>
                  Try again
                </button>
                {reference ? (
                  <span className="small muted ref">
                    Reference <span className="mono">{reference}</span>
                  </span>
                ) : null}
              </div>
            </div>
          </main>
        </div>
      </body>
    </html>
  );
}
