import type { TextVersion } from '#lib/versioned-texts/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { PolicyLines } from './policy-lines.tsx';

/** Every version of a text, newest first, each behind a click. @param what it is a text of, as in "written … yet" */
export function TextHistory({ versions, what }: { versions: readonly TextVersion[]; what: string }) {
  const inForce = versions.find(({ state }) => state === 'published');
  return (
    <Section id="history" title="History" aside={String(versions.length)}>
      {versions.length === 0 ? (
        <p className="muted">Nobody has written {what} yet.</p>
      ) : (
        <ul className="policy-versions">
          {versions.map((version) => (
            <li key={version.version}>
              <details>
                <summary>
                  <b>Version {version.version}</b>{' '}
                  <Standing version={version} isInForce={version === inForce} />
                </summary>
                <PolicySigners version={version} />
                <PolicyLines text={version.text} faults={[]} label={`Version ${String(version.version)}`} />
              </details>
            </li>
          ))}
        </ul>
      )}
    </Section>
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
