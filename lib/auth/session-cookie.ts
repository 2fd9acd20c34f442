/** Names only, so that the proxy can look for the cookie without loading the session code. */

const PLAIN_NAME = 'sluice.session';
const HOST_NAME = `__Host-${PLAIN_NAME}`;

/** Either name: over https the browser accepts `__Host-` only, over http on localhost only the plain one. */
export const SESSION_COOKIE_NAMES = [HOST_NAME, PLAIN_NAME] as const;

/** @param isSecure whether the site is served over https */
export function sessionCookieName(isSecure: boolean): string {
  return isSecure ? HOST_NAME : PLAIN_NAME;
}

/** next-auth's double-submit cookie, value `token|hash`. @param isSecure whether the site is served over https */
export function csrfCookieName(isSecure: boolean): string {
  return isSecure ? '__Host-sluice.csrf' : 'sluice.csrf';
}

/** The address that was typed into a sign-in that was refused. @param isSecure whether the site is served over https */
export function typedCookieName(isSecure: boolean): string {
  return isSecure ? '__Host-sluice.typed' : 'sluice.typed';
}

/** Says that an address has signed in here before. @param isSecure whether the site is served over https */
export function deviceCookieName(isSecure: boolean): string {
  return isSecure ? '__Host-sluice.device' : 'sluice.device';
}
