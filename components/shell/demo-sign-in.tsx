import type { ReactNode } from 'react';
import { Sign } from '#components/ui/icons.tsx';
import { Avatar, roleName } from './person-menu.tsx';

/** Somebody to sign in as; `id` is what their sign-in posts. */
type DemoPerson = { readonly id: string; readonly name: string; readonly about: ReactNode };

/**
 * The people of the demo, one button each: those of the platform, then owners of connected accounts, who sign in alike and
 * see nothing of theirs. A plain post to next-auth, so it works without scripts.
 */
export function DemoSignIn({
  personas,
  owners,
  csrfToken,
  target,
  ownersTarget,
}: {
  personas: readonly { operatorId: string; name: string; role: Parameters<typeof roleName>[0] }[];
  owners: readonly { ownerId: string; name: string; accountName: string }[];
  csrfToken: string;
  target: string;
  /** Owners have pages of their own and no others. */
  ownersTarget: string;
}) {
  if (personas.length === 0)
    return (
      <p className="callout">
        Nobody is here yet: the demo world has not been made. Run{' '}
        <span className="mono">npm run db:seed</span>.
      </p>
    );
  const hidden = { csrfToken, callbackUrl: target };
  return (
    <>
      <SignInButtons
        provider="demo-persona"
        field="operatorId"
        hidden={hidden}
        people={personas.map(({ operatorId: id, name, role }) => ({ id, name, about: roleName(role) }))}
      />
      {owners.length === 0 ? null : (
        <SignInButtons
          provider="demo-owner"
          field="ownerId"
          hidden={{ csrfToken, callbackUrl: ownersTarget }}
          people={owners.map(({ ownerId: id, name, accountName }) => ({
            id,
            name,
            about: (
              <>
                Owner of <bdi>{accountName}</bdi>
              </>
            ),
          }))}
        />
      )}
    </>
  );
}

/** @param provider of next-auth, which reads the chosen person from `field` */
function SignInButtons({
  provider,
  field,
  hidden,
  people,
}: {
  provider: string;
  field: string;
  hidden: Readonly<Record<string, string>>;
  people: readonly DemoPerson[];
}) {
  return (
    <form action={`/api/auth/callback/${provider}`} method="post">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <ul className="people">
        {people.map(({ id, name, about }) => (
          <li key={id}>
            <button type="submit" name={field} value={id}>
              <Avatar name={name} />
              <span>
                <b>{name}</b>
                <span className="small muted">{about}</span>
              </span>
              <Sign name="right" size={13} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
