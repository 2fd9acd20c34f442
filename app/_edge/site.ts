/**
 * Whether people reach the site over https. Behind a proxy that ends TLS every request looks like http, so only
 * `NEXTAUTH_URL` says it. Read from the environment itself: the proxy loads nothing that the whole environment needs.
 */
export function isSecureSite(): boolean {
  return (process.env['NEXTAUTH_URL'] ?? '').startsWith('https:');
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address to go to instead when this machine is called by another of its names than the one in `NEXTAUTH_URL`:
 * sign-in and cookies belong to a name, so a person at 127.0.0.1 would come back from a sign-in as a stranger.
 * @param asked the `Host` header of the request
 * @param path with its query
 */
export function addressOfSameMachine(asked: string | null, path: string): string | null {
  const site = process.env['NEXTAUTH_URL'] ?? '';
  if (asked === null || !URL.canParse(site) || !URL.canParse(`http://${asked}`)) return null;
  const { hostname, protocol } = new URL(site);
  const from = new URL(`http://${asked}`);
  if (hostname === from.hostname || !LOOPBACK.test(hostname) || !LOOPBACK.test(from.hostname)) return null;
  return `${protocol}//${hostname}${from.port === '' ? '' : `:${from.port}`}${path}`;
}

/** The origin of this site as the browser that asks knows it. */
export function siteOrigin(headers: Headers): string {
  return `${isSecureSite() ? 'https' : 'http'}://${headers.get('host') ?? 'localhost'}`;
}
