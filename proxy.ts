import { NextResponse, type NextRequest } from 'next/server';
import { SESSION_COOKIE_NAMES } from '#lib/auth/session-cookie.ts';
import { contentSecurityPolicy, FILE_POLICY } from '#app/_edge/content-security-policy.ts';
import { askedHeaders } from '#app/_edge/asked.ts';
import { isFilePath, isOpenPath, isPortalPath } from '#app/_edge/open-paths.ts';
import { isSameOrigin } from '#app/_edge/same-origin.ts';
import { SECURITY_HEADERS } from '#app/_edge/security-headers.ts';
import { isSecureSite } from '#app/_edge/site.ts';

const TWO_YEARS_IN_SECONDS = 63_072_000;

/** Where the identity provider's page is: a form that starts the sign-in is redirected there. */
const FORM_TARGETS = process.env['OIDC_ISSUER'] ? [new URL(process.env['OIDC_ISSUER']).origin] : [];

/** As much as Next keeps of a body for a form's action; `proxyClientMaxBodySize` of next.config.ts says the same. */
const BODY_BYTES_MAX = 1_048_576;

const IS_DEVELOPMENT = process.env.NODE_ENV === 'development';

/** Nonce, request id, security headers, and a friendly way to the sign-in page. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64');
  const hasComponents = isPortalPath(request.nextUrl.pathname);
  const policy = contentSecurityPolicy({
    nonce,
    isDevelopment: IS_DEVELOPMENT,
    formTargets: FORM_TARGETS,
    hasComponents,
  });
  const requestId = `req_${crypto.randomUUID().replaceAll('-', '')}`;

  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  const { pathname, search } = request.nextUrl;
  // Postgres stores no such character, so nothing of ours is found by it.
  if (/%00/.test(pathname + search)) return new NextResponse('An address never holds %00.', { status: 400 });
  for (const [name, value] of askedHeaders(pathname, requestId)) headers.set(name, value);

  if (request.method === 'POST' && Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX)
    return refuseLargeBody(request);
  if (isForeignForm(request))
    return NextResponse.rewrite(new URL('/api/refused', request.url), { request: { headers } });

  // Next breaks an action off whose origin is hidden, with an error. A privacy setting hides it, and the browser's own statement has decided.
  if (headers.get('origin') === 'null') headers.delete('origin');

  const hasCookie = SESSION_COOKIE_NAMES.some((name) => request.cookies.has(name));
  // Only reads are redirected: a redirected action would hand the browser a page where it expects an answer.
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const response =
    isRead && !hasCookie && !isOpenPath(pathname)
      ? NextResponse.redirect(signInAddress(request.url, pathname + search))
      : NextResponse.next({ request: { headers } });

  response.headers.set('content-security-policy', isFilePath(pathname) ? FILE_POLICY : policy);
  response.headers.set('x-request-id', requestId);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  // Stripe's components ask their owner in a window of Stripe's, which must be able to answer the page that opened it.
  if (hasComponents) response.headers.set('cross-origin-opener-policy', 'unsafe-none');
  if (isSecureSite()) {
    response.headers.set(
      'strict-transport-security',
      `max-age=${String(TWO_YEARS_IN_SECONDS)}; includeSubDomains`,
    );
  }
  return response;
}

/** Routes of the interface refuse for themselves: some, such as the identity provider's, are meant for other sites. */
function isForeignForm({ method, nextUrl, headers }: NextRequest): boolean {
  return method === 'POST' && !nextUrl.pathname.startsWith('/api/') && !isSameOrigin(headers);
}

/**
 * Next breaks off a form that is larger than it takes and has no words for that. Whoever sent a file is led back to its form, which
 * has; no other form of ours grows that large.
 */
function refuseLargeBody(request: NextRequest): NextResponse {
  if (request.nextUrl.pathname === '/payouts/propose')
    return NextResponse.redirect(new URL('/payouts/propose?refused=too_large#file', request.url), 303);
  return new NextResponse('That is more than 1 MB, which no form here takes. Nothing was changed.', {
    status: 413,
  });
}

function signInAddress(base: string, target: string): URL {
  const address = new URL('/sign-in', base);
  if (target !== '/') address.searchParams.set('callbackUrl', target);
  return address;
}

// Before a proxy Next waits for the end of a body and keeps a small part of it: webhooks come from no browser, and an owner's
// files are larger than a form. Both answer with headers of their own.
export const config = {
  matcher: [
    '/((?!_next/static|_next/image|favicon.ico|icon.svg|api/webhooks/|portal/requests/[^/]+/answer$).*)',
  ],
};
