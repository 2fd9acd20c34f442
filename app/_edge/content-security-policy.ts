/**
 * The policy of every page: scripts and style elements only with this response's nonce, no frames, no plugins, no
 * other origin. Pages with Stripe's embedded components will add Stripe's hosts on their own routes.
 * @param formTargets origins besides our own to which a form may lead; the identity provider at sign-in
 */
export function contentSecurityPolicy(options: {
  nonce: string;
  isDevelopment: boolean;
  formTargets: readonly string[];
}): string {
  const { nonce, isDevelopment, formTargets } = options;
  return [
    `default-src 'self'`,
    // The development server compiles with eval; a build never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Next's development overlay styles itself; a nonce beside 'unsafe-inline' would switch that off.
    isDevelopment ? `style-src 'self' 'unsafe-inline'` : `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    `base-uri 'none'`,
    `object-src 'none'`,
    `frame-src 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
