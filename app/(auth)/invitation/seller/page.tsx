import type { Metadata } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { getOperator, getOwner } from '#app/_edge/operator.ts';
import { AcceptInvitation } from '#components/onboarding/accept-invitation.tsx';
import { Gate } from '#components/shell/gate.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { PASSWORD_LENGTH_MIN, PASSWORD_PROBLEMS, type PasswordProblem } from '#lib/auth/password-rules.ts';
import { findOpenLink, wasLinkUsed } from '#lib/onboarding/accept-with-password.ts';

export const metadata: Metadata = { title: 'Your invitation' };

/** Where an invited seller accepts, with the link that was sent to them and the address that it was sent to. */
export default async function SellerInvitationPage({ searchParams }: PageProps<'/invitation/seller'>) {
  const asked = await searchParams;
  if (readParam(asked, 'done') !== undefined) return <Accepted signedInAs={await signedInAs()} />;
  const token = readParam(asked, 'token') ?? '';
  const invitation = await findOpenLink(token);
  return (
    <Gate>
      <div className="gate-card">
        {invitation ? (
          <AcceptInvitation
            businessName={invitation.businessName}
            token={token}
            lengthMin={PASSWORD_LENGTH_MIN}
            problem={problemText(readParam(asked, 'problem'))}
            isOwner={invitation.ownerId !== null}
            needsCode={invitation.codeHash !== null}
          />
        ) : (
          <Ended wasUsed={await wasLinkUsed(token)} />
        )}
      </div>
    </Gate>
  );
}

/** Of two presses of the button the second one comes here, too. */
function Ended({ wasUsed }: { wasUsed: boolean }) {
  return (
    <>
      <h1>{wasUsed ? 'This link was used' : 'This link does not work any more'}</h1>
      <p>
        {wasUsed
          ? 'Somebody chose a password with it, and it works once. If it was you, sign in with that password. If it was not, tell whoever sent you the link at once.'
          : 'It works once, for seven days, until a newer one is made. Ask whoever invited you for another.'}
      </p>
      <div className="actions">
        <LinkButton href="/sign-in?callbackUrl=%2Fportal">Sign in</LinkButton>
      </div>
    </>
  );
}

/** A page of its own: the sign-in page first fetches a cookie in a new browser, and would lose the word on the way. */
function Accepted({ signedInAs: other }: { signedInAs: string | null }) {
  return (
    <Gate>
      <div className="gate-card">
        <h1>Your account is yours</h1>
        <p>Sign in with your password now. The link that brought you here no longer works.</p>
        {other === null ? (
          <div className="actions">
            <LinkButton href="/sign-in?callbackUrl=%2Fportal" kind="primary">
              Sign in
            </LinkButton>
          </div>
        ) : (
          <form action="/sign-out" method="post">
            <p>This browser is signed in as {other}, whose account is another one.</p>
            <div className="actions">
              <Button type="submit" kind="primary">
                Sign out, then sign in
              </Button>
            </div>
          </form>
        )}
      </div>
    </Gate>
  );
}

/** Who else this browser is signed in as. */
async function signedInAs(): Promise<string | null> {
  return ((await getOwner()) ?? (await getOperator()))?.email ?? null;
}

const OTHER_PROBLEMS: Readonly<Record<string, string>> = {
  unlike: 'The two passwords are not the same.',
  address: 'This is not the address that the invitation was sent to.',
  code: 'This is not the code that goes with this link. Ask whoever told it to you.',
  too_soon: 'That was tried too often. Wait half a minute, then try again.',
  changed:
    'Nobody is let in by this link now: its account or your address has changed since it was made. Ask whoever invited you.',
  taken: 'This address signs in already, or was shut out. Ask for an invitation to another address.',
};

function problemText(problem: string | undefined): string | null {
  if (problem === undefined) return null;
  if (Object.hasOwn(OTHER_PROBLEMS, problem)) return OTHER_PROBLEMS[problem] ?? null;
  return Object.hasOwn(PASSWORD_PROBLEMS, problem) ? PASSWORD_PROBLEMS[problem as PasswordProblem] : null; // key checked
}
