import 'server-only';
import { decode } from 'next-auth/jwt';
import { cookies, headers } from 'next/headers';
import { env } from '../env.ts';
import { isSecureSite, type SignInBrowser } from './next-auth-options.ts';
import { readOperatorSession, type Operator } from './operator-session.ts';
import { readOwnerSession, type Owner } from './owner-session.ts';
import { csrfCookieName, deviceCookieName, sessionCookieName, typedCookieName } from './session-cookie.ts';

export type { Operator } from './operator-session.ts';
export type { Owner } from './owner-session.ts';

/** Who is signed in on this request; a person is at the other end, so the session counts as used. */
export async function readCurrentOperator(): Promise<Operator | null> {
  const sessionId = await readSessionId();
  return sessionId ? readOperatorSession(sessionId, { touch: true }) : null;
}

/** The owner of a connected account who is signed in on this request. One cookie holds one session: nobody is both. */
export async function readCurrentOwner(options = { touch: true }): Promise<Owner | null> {
  const sessionId = await readSessionId();
  return sessionId ? readOwnerSession(sessionId, options) : null;
}

/**
 * The id sealed in this request's cookie. Only the cookie is read: next-auth's own reader would also take a bearer
 * header, which another site could have made the browser's extension send.
 */
async function readSessionId(): Promise<string | null> {
  const value = (await cookies()).get(sessionCookieName(isSecureSite()))?.value;
  if (!value) return null;
  const token = await decode({ token: value, secret: env().NEXTAUTH_SECRET }).catch(() => {
    // Sealed with another key, expired or forged: all mean that nobody is signed in.
    return null;
  });
  const sessionId = token?.['sid'];
  return typeof sessionId === 'string' ? sessionId : null;
}

/** A browser is known for a quarter; then its owner counts as new again. */
const DEVICE_SECONDS = 90 * 86_400;

/** Long enough to come back to the form, and no longer than somebody stays at it. */
const TYPED_SECONDS = 60;

/** The browser of this request, for `nextAuthOptions`. */
export async function readSignInBrowser(): Promise<SignInBrowser> {
  const secure = isSecureSite();
  const jar = await cookies();
  return {
    userAgent: (await headers()).get('user-agent'),
    sessionId: await readSessionId(),
    deviceToken: jar.get(deviceCookieName(secure))?.value ?? null,
    rememberDevice: async (deviceToken) => {
      (await cookies()).set(deviceCookieName(secure), deviceToken, {
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        secure,
        maxAge: DEVICE_SECONDS,
      });
    },
    keepTyped: async (email) => {
      (await cookies()).set(typedCookieName(secure), email, {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure,
        maxAge: email === '' ? 0 : TYPED_SECONDS,
      });
    },
  };
}

/** The address of a sign-in that was refused a moment ago in this browser; null when there was none. */
export async function readTypedEmail(): Promise<string | null> {
  return (await cookies()).get(typedCookieName(isSecureSite()))?.value ?? null;
}

/** The token that next-auth expects in a posted form, or `null` when its cookie has not been set yet. */
export async function readCsrfToken(): Promise<string | null> {
  const value = (await cookies()).get(csrfCookieName(isSecureSite()))?.value;
  return value?.split('|')[0] ?? null;
}

/** Takes the cookie away from the browser; the session itself is ended by `endOperatorSession`. */
export async function dropSessionCookie(): Promise<void> {
  const secure = isSecureSite();
  (await cookies()).set(sessionCookieName(secure), '', {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure,
    maxAge: 0,
  });
}
