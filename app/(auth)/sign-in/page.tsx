import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { isPortalPath } from '#app/_edge/open-paths.ts';
import { getOperator, getOwner } from '#app/_edge/operator.ts';
import { DemoSignIn } from '#components/shell/demo-sign-in.tsx';
import { Gate } from '#components/shell/gate.tsx';
import { PasswordSignIn } from '#components/shell/password-sign-in.tsx';
import { SingleSignOn } from '#components/shell/single-sign-on.tsx';
import { EnvironmentMark } from '#components/shell/top-bar.tsx';
import { callbackPath } from '#lib/auth/callback-path.ts';
import { listDemoOwners } from '#lib/auth/owner-sign-in.ts';
import { readCsrfToken, readTypedEmail } from '#lib/auth/session.ts';
import { UNAVAILABLE } from '#lib/auth/without-details.ts';
import { listDemoPersonas } from '#lib/auth/sign-in.ts';
import { env } from '#lib/env.ts';
import type { Route } from 'next';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const asked = await searchParams;
  const { NEXTAUTH_URL, isDemo, livemode, OIDC_ISSUER } = env();
  const target = callbackPath(one(asked['callbackUrl']), NEXTAUTH_URL);
  if (await getOperator()) redirect(target as Route); // a path of this site, checked by callbackPath
  // Whoever owns an account has no other place: any page of the platform's would refuse them.
  const ownersTarget = isPortalPath(new URL(target, NEXTAUTH_URL).pathname) ? target : '/portal';
  if (await getOwner()) redirect(ownersTarget as Route); // the same
  const isForOwners = ownersTarget === target;

  const csrfToken = await readCsrfToken();
  const wasOffered = asked['form'] !== undefined;
  if (csrfToken === null && !wasOffered) {
    // next-auth sets its cookie on its own address only, and comes back here with `form=1`.
    redirect(`/api/auth/signin?callbackUrl=${encodeURIComponent(target)}` as Route);
  }
  const error = one(asked['error']);
  const typed = await readTypedEmail();
  // In the demo somebody chosen by name can be refused too: the password form knows by what was typed there.
  const isAtForm = error === REFUSED && (typed !== null || !isDemo);
  const password = (token: string, isMain: boolean) => (
    <PasswordSignIn
      csrfToken={token}
      target={target}
      isMain={isMain}
      isOwner={isForOwners}
      typed={typed ?? ''}
      problem={isAtForm ? (isForOwners ? WRONG : `${WRONG} ${OWNERS_ELSEWHERE}`) : null}
    />
  );
  return (
    <Gate>
      <div className="gate-card">
        <div>
          <h1>Sign in</h1>
          <p className="soft">
            {isDemo
              ? 'This is the demo. Choose who you are.'
              : isForOwners
                ? 'For the owners of connected accounts.'
                : 'Use your work account.'}
          </p>
        </div>
        {isAtForm ? null : <Notice error={error} left={asked['left'] !== undefined} />}
        {csrfToken === null ? (
          <p className="callout failed">
            Your browser did not keep the cookie that signing in needs. Allow cookies for this site, then load
            the page again.
          </p>
        ) : (
          <>
            {isDemo ? (
              <DemoSignIn
                personas={await listDemoPersonas()}
                owners={await listDemoOwners()}
                csrfToken={csrfToken}
                target={target}
                ownersTarget={ownersTarget}
              />
            ) : null}
            {OIDC_ISSUER && !isForOwners ? <SingleSignOn csrfToken={csrfToken} target={target} /> : null}
            {isDemo ? (
              <details className="fold" open={typed !== null}>
                <summary>Somebody else, with a password</summary>
                {password(csrfToken, false)}
              </details>
            ) : (
              password(csrfToken, !OIDC_ISSUER || isForOwners)
            )}
            <OtherSignIn isForOwners={isForOwners} />
          </>
        )}
      </div>
      <EnvironmentMark livemode={livemode} />
    </Gate>
  );
}

function OtherSignIn({ isForOwners }: { isForOwners: boolean }) {
  return (
    <p className="small">
      {isForOwners ? (
        <>
          You work for the platform? <a href="/sign-in">Sign in with your work account</a>
        </>
      ) : (
        <>
          You own a connected account? <a href={OWNERS_SIGN_IN}>Sign in as its owner</a>
        </>
      )}
    </p>
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Never which part was wrong: that would tell a stranger who works here. */
function Notice({ error, left }: { error: string | undefined; left: boolean }) {
  if (error !== undefined) {
    return (
      <p className="callout failed" role="alert">
        {ERRORS[error] ??
          'The identity provider did not answer as expected. Try again; if it stays so, tell an administrator.'}
      </p>
    );
  }
  return left ? <p role="status">You are signed out.</p> : null;
}

/** next-auth's word for a wrong password, an unknown address, a try too soon: one word for all of them. */
const REFUSED = 'CredentialsSignin';

const WRONG = 'That did not work. Check address and password, and wait half a minute after several tries.';

/** Said to everybody who is refused there, so it tells nobody whose address it is. */
const OWNERS_ELSEWHERE = 'Owners of connected accounts have a sign-in of their own, linked below.';

const OWNERS_SIGN_IN = '/sign-in?callbackUrl=%2Fportal';

const ERRORS: Partial<Record<string, string>> = {
  [REFUSED]: WRONG,
  [UNAVAILABLE]:
    'Sluice could not look up who you are. Nothing is wrong with what you typed. Try again in a minute; if it stays so, tell an administrator.',
  AccessDenied:
    'Your identity provider knows you, but nobody has given you access to Sluice. Ask an administrator to invite you.',
};
