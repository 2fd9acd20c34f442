import { Sign } from '#components/ui/icons.tsx';
import { Avatar, roleName } from './person-menu.tsx';

type Persona = {
  operatorId: string;
  name: string;
  role: Parameters<typeof roleName>[0];
};

/** The people of the demo, one button each. A plain post to next-auth, so it works without scripts. */
export function DemoPersonas({
  personas,
  csrfToken,
  target,
}: {
  personas: readonly Persona[];
  csrfToken: string;
  target: string;
}) {
  if (personas.length === 0) {
    return (
      <p className="callout">
        Nobody is here yet: the demo world has not been made. Run{' '}
        <span className="mono">npm run db:seed</span>.
      </p>
    );
  }
  return (
    <form action="/api/auth/callback/demo-persona" method="post">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={target} />
      <ul className="people">
        {personas.map(({ operatorId, name, role }) => (
          <li key={operatorId}>
            <button type="submit" name="operatorId" value={operatorId}>
              <Avatar name={name} />
              <span>
                <b>{name}</b>
                <span className="small muted">{roleName(role)}</span>
              </span>
              <Sign name="right" size={13} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

type DemoOwner = { ownerId: string; name: string; accountName: string };

/** Owners of connected accounts: they sign in like the platform's people, and see nothing of theirs. */
export function DemoOwners({
  owners,
  csrfToken,
  target,
}: {
  owners: readonly DemoOwner[];
  csrfToken: string;
  target: string;
}) {
  if (owners.length === 0) return null;
  return (
    <form action="/api/auth/callback/demo-owner" method="post">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value={target} />
      <ul className="people">
        {owners.map(({ ownerId, name, accountName }) => (
          <li key={ownerId}>
            <button type="submit" name="ownerId" value={ownerId}>
              <Avatar name={name} />
              <span>
                <b>{name}</b>
                <span className="small muted">
                  Owner of <bdi>{accountName}</bdi>
                </span>
              </span>
              <Sign name="right" size={13} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
