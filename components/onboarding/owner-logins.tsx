import type { OwnerLogin } from '#lib/onboarding/types.ts';
import { Badge } from '../ui/badge.tsx';
import { Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';

/** Who signs in to the portal for an account, with their addresses; or that nobody does, and what that means. */
export function OwnerLogins({ owners }: { owners: readonly OwnerLogin[] }) {
  return (
    <Section id="owners" title="Who signs in for it">
      {owners.length === 0 ? (
        <p>
          Nobody: Sluice did not invite its owner, so they have no portal and can be asked for nothing here.
          An invitation makes a new account and cannot be given for this one; write to its owner outside
          Sluice.
        </p>
      ) : (
        <ul className="notes">
          {owners.map((owner) => (
            <li key={owner.ownerId} className="stack-tight">
              <div className="head-line">
                <b>
                  <bdi>{owner.name}</bdi>
                </b>
                {owner.disabledAt === null ? null : <Badge tone="failed">Shut out</Badge>}
                <span className="muted">
                  <bdi>{owner.email}</bdi>
                </span>
              </div>
              {owner.disabledAt === null ? null : (
                <p className="small muted">
                  Since <Time at={owner.disabledAt} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
