/**
 * Where to go after sign-in: a path on this site, whatever was asked for. Browsers read `\` as `/` and drop control
 * characters, so `/\host` and `//host` would lead away.
 */
export function callbackPath(asked: string | null | undefined, site: string): string {
  if (!asked || !URL.canParse(asked, site)) return '/';
  const target = new URL(asked, site);
  if (target.origin !== new URL(site).origin) return '/';
  const path = target.pathname + target.search;
  if (/^\/[/\\]/.test(path)) return '/';
  // Coming back to the sign-in page, or to next-auth's own routes, would only go in circles.
  return target.pathname.startsWith('/sign-') || target.pathname.startsWith('/api/') ? '/' : path;
}
