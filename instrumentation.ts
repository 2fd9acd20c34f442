import type { Instrumentation } from 'next';

/** Once per server start, before the first request: a wrong environment or an old schema stops it with a sentence. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['NEXT_PHASE'] === 'phase-production-build')
    return;
  const { checkAtBoot } = await import('./app/_edge/check-at-boot.ts');
  await checkAtBoot();
  const [{ env }, { startObservability }, { startKeepingDeliveryCounts }] = await Promise.all([
    import('./lib/env.ts'),
    import('./lib/observability/start-observability.ts'),
    import('./lib/stripe-events/keep-delivery-counts.ts'),
  ]);
  startKeepingDeliveryCounts();
  const { flush } = await startObservability('sluice-web', env());
  process.once('SIGTERM', () => void flush());
}

/** Every error that a page, route or action threw, with the reference that the person sees. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { log } = await import('./lib/log.ts');
  const requestId = request.headers['x-request-id'];
  log.error(
    {
      err: error,
      digest: error instanceof Error && 'digest' in error ? error.digest : undefined,
      requestId: Array.isArray(requestId) ? requestId[0] : requestId,
      // The query may hold what a person searched for, so only the path is kept.
      path: request.path.split('?')[0],
      method: request.method,
      route: context.routePath,
      routeType: context.routeType,
    },
    'request failed',
  );
};
