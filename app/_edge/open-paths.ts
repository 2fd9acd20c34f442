const OPEN_PATHS = [
  '/sign-in',
  '/sign-out',
  '/invitation',
  '/invitation/password',
  '/invitation/seller',
  '/invitation/seller/password',
];

/**
 * Whether a path may be asked for without a session cookie. Everything else leads to the sign-in page. This is a
 * courtesy to people, never authorisation: each page, action and route checks the session and the permission itself.
 */
export function isOpenPath(pathname: string): boolean {
  return OPEN_PATHS.includes(pathname) || pathname.startsWith('/api/');
}

/** Whether a path hands out a file that an owner sent. */
export function isFilePath(pathname: string): boolean {
  return pathname.startsWith('/connected-accounts/requests/files/');
}

/** Whether a path is of the portal, where the owners of connected accounts are. */
export function isPortalPath(pathname: string): boolean {
  return pathname === '/portal' || pathname.startsWith('/portal/');
}
