/**
 * Whether people reach the site over https. Behind a proxy that ends TLS every request looks like http, so only
 * `NEXTAUTH_URL` says it. Read from the environment itself: the proxy loads nothing that the whole environment needs.
 */
export function isSecureSite(): boolean {
  return (process.env['NEXTAUTH_URL'] ?? '').startsWith('https:');
}

/** The origin of this site as the browser that asks knows it. */
export function siteOrigin(headers: Headers): string {
  return `${isSecureSite() ? 'https' : 'http'}://${headers.get('host') ?? 'localhost'}`;
}
