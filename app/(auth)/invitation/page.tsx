import type { Metadata } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { NewPassword } from '#components/settings/new-password.tsx';
import { Gate } from '#components/shell/gate.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { PASSWORD_LENGTH_MIN, PASSWORD_PROBLEMS, type PasswordProblem } from '#lib/auth/password-rules.ts';
import { findInvitation } from '#lib/auth/set-password.ts';

export const metadata: Metadata = { title: 'Set your password' };

/** Where a single-use link leads. Whoever holds it is taken for the person it was made for. */
export default async function InvitationPage({ searchParams }: PageProps<'/invitation'>) {
  const asked = await searchParams;
  if (readParam(asked, 'done') !== undefined) return <PasswordIsSet />;
  const token = readParam(asked, 'token') ?? '';
  const person = await findInvitation(token);
  return (
    <Gate>
      <div className="gate-card">
        {person ? (
          <NewPassword
            person={person}
            token={token}
            lengthMin={PASSWORD_LENGTH_MIN}
            problem={problemText(readParam(asked, 'problem'))}
          />
        ) : (
          <>
            <h1>This link does not work any more</h1>
            <p>
              It works once, for three days, until a newer one is made. An administrator can make you another.
            </p>
            <div className="actions">
              <LinkButton href="/sign-in">Sign in</LinkButton>
            </div>
          </>
        )}
      </div>
    </Gate>
  );
}

/** A page of its own: the sign-in page first fetches a cookie in a new browser, and would lose the word on the way. */
function PasswordIsSet() {
  return (
    <Gate>
      <div className="gate-card">
        <h1>Your password is set</h1>
        <p>Sign in with it now. The link that brought you here no longer works.</p>
        <div className="actions">
          <LinkButton href="/sign-in" kind="primary">
            Sign in
          </LinkButton>
        </div>
      </div>
    </Gate>
  );
}

function problemText(problem: string | undefined): string | null {
  if (problem === undefined) return null;
  if (problem === 'unlike') return 'The two passwords are not the same.';
  return Object.hasOwn(PASSWORD_PROBLEMS, problem) ? PASSWORD_PROBLEMS[problem as PasswordProblem] : null; // key checked
}
