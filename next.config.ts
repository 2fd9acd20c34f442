import type { NextConfig } from 'next';
import { SECURITY_HEADERS } from './app/_edge/security-headers.ts';

const headers = Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value }));

const config: NextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  reactCompiler: true,
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  // `npm test` checks all types in a step of its own; a demo need not check them again.
  typescript: { ignoreBuildErrors: true },
  // Pages of /runbooks are read from these files, also beside the standalone server.
  outputFileTracingIncludes: { '/runbooks/*': ['./docs/runbooks/*.md'] },
  // Of `stripe` each bundle would have errors of its own, and not know those of the one client (lib/stripe/client.ts).
  serverExternalPackages: ['stripe', 'postgres', 'pg-boss', 'pino', '@opentelemetry/api', '@sentry/core'],
  // No picture here is made smaller by the server: without this, anybody could ask it to.
  images: { unoptimized: true },
  // What the proxy lets by; see its matcher.
  headers: () =>
    Promise.resolve(
      ['/_next/:path*', '/api/webhooks/:path*', '/icon.svg', '/favicon.ico'].map((source) => ({
        source,
        headers,
      })),
    ),
  agentRules: false,
  // Pages and actions take forms: what the proxy keeps of a body in memory is bounded by what an action accepts.
  experimental: { authInterrupts: true, agentUpgrade: false, proxyClientMaxBodySize: '1mb' },
};

export default config;
