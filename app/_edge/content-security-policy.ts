const HASH_OF_DISPLAY_NONE = 'sha256-aqNNdDLnnrDOnTNdkJpYlAxKVJtLt9CtFLklmInuUAE=';

/** The policy of a file that somebody from outside sent: it runs nothing, shows nothing and has no origin. */
export const FILE_POLICY = "default-src 'none'; sandbox";

/** Where Stripe's embedded components come from. Source: Stripe, "Get started with Connect embedded components". */
const STRIPE_HOSTS = 'https://connect-js.stripe.com https://js.stripe.com';

/** Of the one style element that their script adds, which is empty. */
const STRIPE_EMPTY_STYLE = `'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk='`;

/**
 * The policy of every page: scripts and style elements only with this response's nonce, no frames, no plugins, no
 * other origin.
 * @param formTargets origins besides our own to which a form may lead; the identity provider at sign-in
 * @param hasComponents a page of the portal, where Stripe's embedded components are drawn: their hosts, and no others
 */
export function contentSecurityPolicy(options: {
  nonce: string;
  isDevelopment: boolean;
  formTargets: readonly string[];
  hasComponents: boolean;
}): string {
  const { nonce, isDevelopment, formTargets, hasComponents } = options;
  const stripe = hasComponents ? ` ${STRIPE_HOSTS}` : '';
  const emptyStyle = hasComponents ? ` ${STRIPE_EMPTY_STYLE}` : '';
  return [
    `default-src 'self'`,
    // The development server compiles with eval; a build never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${stripe}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Next's development overlay styles itself; a nonce beside 'unsafe-inline' would switch that off.
    isDevelopment ? `style-src 'self' 'unsafe-inline'` : `style-src 'self' 'nonce-${nonce}'${emptyStyle}`,
    `img-src 'self' data:${hasComponents ? ' https://*.stripe.com' : ''}`,
    `font-src 'self'`,
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    // React hides a part of a drawing that it streams late with `style="display:none"`: that text, and no other.
    ...(isDevelopment ? [] : [`style-src-attr 'unsafe-hashes' '${HASH_OF_DISPLAY_NONE}'`]),
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    `base-uri 'none'`,
    `object-src 'none'`,
    `frame-src ${hasComponents ? STRIPE_HOSTS : "'none'"}`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
