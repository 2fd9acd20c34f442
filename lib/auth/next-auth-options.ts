import type { NextAuthOptions } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { countSignInRefusal } from '../audit/count-sign-in-refusal.ts';
import { env } from '../env.ts';
import { log } from '../log.ts';
import { callbackPath } from './callback-path.ts';
import { makeDeviceToken } from './device-token.ts';
import { endOwnerSession } from './end-owner-session.ts';
import { endOperatorSession } from './end-operator-session.ts';
import { readOperatorSession, SESSION_HOURS_MAX } from './operator-session.ts';
import { readOwnerSession } from './owner-session.ts';
import { signInOwnerWithPassword } from './owner-password-sign-in.ts';
import { findDemoOwner, findOwnerById, ownerContext } from './owner-sign-in.ts';
import { signInWithPassword } from './password-sign-in.ts';
import { sessionHandle } from './session-handle.ts';
import { csrfCookieName, sessionCookieName } from './session-cookie.ts';
import {
  findDemoPersona,
  findOperatorByEmail,
  findOperatorById,
  findRefusedOperatorId,
  signInContext,
} from './sign-in.ts';
import { startOperatorSession } from './start-operator-session.ts';
import { startOwnerSession } from './start-owner-session.ts';
import { withoutDetails } from './without-details.ts';

const SESSION_SECONDS_MAX = SESSION_HOURS_MAX * 3600;

type OidcProfile = { sub: string; email?: string; email_verified?: boolean; name?: string };

/** Whether the site is served over https: cookies are then `Secure` and carry the `__Host-` name. */
export function isSecureSite(): boolean {
  return env().NEXTAUTH_URL.startsWith('https:');
}

/** The browser that signs in, as far as signing in needs to know it. */
export type SignInBrowser = {
  userAgent: string | null;
  /** The session that its cookie held before; it ends when a new one begins. */
  sessionId: string | null;
  /** Kept from an earlier sign-in with a password; see `device-token.ts`. */
  deviceToken: string | null;
  rememberDevice: (deviceToken: string) => Promise<void>;
  /** Keeps the address of a refused sign-in for the form that comes back; an empty one forgets it. */
  keepTyped: (email: string) => Promise<void>;
};

/** next-auth proves who somebody is and seals a cookie around a session id; everything else is read from our tables. */
export function nextAuthOptions(browser: SignInBrowser): NextAuthOptions {
  const secure = isSecureSite();
  const cookie = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS_MAX },
    // The marker tells the page that the cookie for its form was just offered, so that it asks only once.
    pages: { signIn: '/sign-in?form=1', error: '/sign-in?form=1', signOut: '/sign-in' },
    cookies: {
      sessionToken: { name: sessionCookieName(secure), options: cookie },
      csrfToken: { name: csrfCookieName(secure), options: cookie },
    },
    providers: providers(browser),
    callbacks: {
      signIn: withoutDetails(maySignIn),
      redirect: toOwnSite,
      jwt: sealSessionIdFor(browser),
      session: tellNothing,
    },
    logger: {
      error: (code) => {
        log.warn({ code }, 'sign-in refused or failed');
      },
      warn: (code) => {
        log.debug({ code }, 'next-auth warning');
      },
      debug: () => undefined,
    },
  };
}

function providers(browser: SignInBrowser): NextAuthOptions['providers'] {
  const { isDemo, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  const demo = CredentialsProvider({
    id: 'demo-persona',
    name: 'Demo persona',
    credentials: { operatorId: { type: 'text' } },
    authorize: withoutDetails(async (credentials) => {
      const persona = await findDemoPersona(typedText(credentials?.operatorId));
      return persona ? { id: persona.operatorId, email: persona.email } : null;
    }),
  });
  const demoOwner = CredentialsProvider({
    id: 'demo-owner',
    name: 'Demo owner',
    credentials: { ownerId: { type: 'text' } },
    authorize: withoutDetails(async (credentials) => {
      const owner = await findDemoOwner(typedText(credentials?.ownerId));
      return owner ? { id: owner.ownerId, email: owner.email } : null;
    }),
  });
  const password = CredentialsProvider({
    id: 'password',
    name: 'Password',
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    authorize: withoutDetails(async (credentials) => {
      const operator = await signInWithPassword({
        email: typedText(credentials?.email),
        password: typedText(credentials?.password),
        deviceToken: browser.deviceToken,
      });
      if (operator) await browser.rememberDevice(makeDeviceToken(operator.email));
      await browser.keepTyped(operator ? '' : typedAddress(credentials?.email));
      return operator ? { id: operator.operatorId, email: operator.email } : null;
    }),
  });
  const ownerPassword = CredentialsProvider({
    id: 'owner-password',
    name: 'Owner’s password',
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    authorize: withoutDetails(async (credentials) => {
      const owner = await signInOwnerWithPassword({
        email: typedText(credentials?.email),
        password: typedText(credentials?.password),
        deviceToken: browser.deviceToken,
      });
      if (owner) await browser.rememberDevice(makeDeviceToken(owner.email));
      await browser.keepTyped(owner ? '' : typedAddress(credentials?.email));
      return owner ? { id: owner.ownerId, email: owner.email } : null;
    }),
  });
  const oidc: OAuthConfig<OidcProfile> | null =
    OIDC_ISSUER && OIDC_CLIENT_ID && OIDC_CLIENT_SECRET
      ? {
          id: 'oidc',
          name: 'Single sign-on',
          type: 'oauth',
          wellKnown: `${OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
          issuer: OIDC_ISSUER,
          clientId: OIDC_CLIENT_ID,
          clientSecret: OIDC_CLIENT_SECRET,
          authorization: { params: { scope: 'openid email profile' } },
          idToken: true,
          checks: ['pkce', 'state', 'nonce'],
          profile: (profile) => ({ id: profile.sub, email: verifiedEmail(profile) }),
        }
      : null;
  return [...(isDemo ? [demo, demoOwner] : []), password, ownerPassword, ...(oidc ? [oidc] : [])];
}

/** A posted field is whatever was posted, whatever the types say. Nobody is called by what Postgres cannot store. */
function typedText(value: unknown): string {
  return typeof value === 'string' && !value.includes('\0') ? value : '';
}

/** As long as the form takes, known to us or not. What is no address is not kept: people type their password into the wrong field. */
const ADDRESS = /^[^\s@]{1,100}@[^\s@]{1,99}$/;

function typedAddress(value: unknown): string {
  const text = typedText(value).trim();
  return ADDRESS.test(text) ? text : '';
}

/** An address that the provider has not verified could be anybody's. */
function verifiedEmail(profile: OidcProfile): string | null {
  return profile.email_verified === true ? (profile.email ?? null) : null;
}

type Callbacks = NonNullable<NextAuthOptions['callbacks']>;

const maySignIn: NonNullable<Callbacks['signIn']> = async ({ user, account }) => {
  // The other providers have found the person themselves.
  if (account?.provider !== 'oidc') return true;
  if (user.email && (await findOperatorByEmail(user.email))) return true;
  const operatorId = user.email ? await findRefusedOperatorId(user.email) : null;
  await countSignInRefusal({ code: 'not_invited', operatorId });
  return false;
};

/** Without a host: this machine has several names, and the cookie belongs to the one that the browser has used. */
const toOwnSite: NonNullable<Callbacks['redirect']> = ({ url, baseUrl }) => callbackPath(url, baseUrl);

/** The token carries the session id and nothing else. What a client sends with `update` is never read. */
function sealSessionIdFor(browser: SignInBrowser): NonNullable<Callbacks['jwt']> {
  return async ({ token, user, account, trigger }) => {
    if (trigger !== 'signIn') return { sid: token['sid'] };
    const { userAgent } = browser;
    const ownersProvider = OWNER_PROVIDERS.find((known) => known === account?.provider);
    if (ownersProvider !== undefined) {
      const find = ownersProvider === 'demo-owner' ? findDemoOwner : findOwnerById;
      const owner = await find(user.id);
      if (!owner) throw new Error('the owner vanished between the proof and the session');
      const opened = { ownerId: owner.ownerId, provider: ownersProvider, userAgent };
      const { sessionId } = await startOwnerSession(ownerContext(owner), opened);
      await endEarlierSession(browser.sessionId);
      return { sid: sessionId };
    }
    const provider = PROVIDERS.find((known) => known === account?.provider);
    if (provider === undefined) throw new Error('a provider that is not ours');
    const operator = await findProven(provider, user);
    if (!operator) throw new Error('the operator vanished between the proof and the session');
    const { sessionId } = await startOperatorSession(signInContext(operator), { provider, userAgent });
    await endEarlierSession(browser.sessionId);
    return { sid: sessionId };
  };
}

const PROVIDERS = ['demo-persona', 'password', 'oidc'] as const;

const OWNER_PROVIDERS = ['demo-owner', 'owner-password'] as const;

function findProven(provider: (typeof PROVIDERS)[number], user: { id: string; email?: string | null }) {
  switch (provider) {
    case 'demo-persona':
      return findDemoPersona(user.id);
    case 'password':
      return findOperatorById(user.id);
    case 'oidc':
      return findOperatorByEmail(user.email ?? '');
  }
}

/** One browser holds one session: what its cookie opened before is of no use to anybody now. */
async function endEarlierSession(sessionId: string | null): Promise<void> {
  if (sessionId === null) return;
  const earlier = await readOperatorSession(sessionId, { touch: false });
  if (earlier)
    await endOperatorSession(signInContext(earlier), { sessionHandle: sessionHandle(earlier.sessionId) });
  const owner = await readOwnerSession(sessionId, { touch: false });
  if (owner) await endOwnerSession(ownerContext(owner), { sessionId });
}

/** `/api/auth/session` can be read by scripts, so it says only when the cookie ends. */
const tellNothing: NonNullable<Callbacks['session']> = ({ session }) => ({ expires: session.expires });
