import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { PolicyLines } from './policy-lines.tsx';

/** Of whatever text it is a version. */

/** Every version, newest first, with its text behind a click. */
export function PolicyHistory({ versions }: { versions: readonly TextVersion[] }) {
  if (versions.length === 0) return <p className="muted">Nobody has written a policy yet.</p>;
  const inForce = versions.find(({ state }) => state === 'published');
  return (
    <ul className="policy-versions">
      {versions.map((version) => (
        <li key={version.version}>
          <details>
            <summary>
              <b>Version {version.version}</b> <Standing version={version} isInForce={version === inForce} />
            </summary>
            <PolicySigners version={version} />
            <PolicyLines text={version.text} faults={[]} label={`Version ${String(version.version)}`} />
          </details>
        </li>
      ))}
    </ul>
  );
}

/** Who wrote it, and who put it in force. */
export function PolicySigners({ version }: { version: TextVersion }) {
  return (
    <p className="small muted">
      Written by {version.writtenByName}, <Time at={version.writtenAt} />
      {version.publishedAt === null ? null : (
        <>
          ; published by {version.publishedByName}, <Time at={version.publishedAt} />
        </>
      )}
      .
    </p>
  );
}

function Standing({ version, isInForce }: { version: TextVersion; isInForce: boolean }) {
  if (isInForce) return <Badge tone="paid">In force</Badge>;
  if (version.state === 'draft') return <Badge tone="held">Draft</Badge>;
  return <Badge>{version.state === 'published' ? 'Replaced' : 'Given up'}</Badge>;
}
