import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Environment } from '../env.ts';
import { log } from '../log.ts';
import { processState } from './process-state.ts';

/** What is not sent by then is given up: a collector that hangs must not keep a process from ending. */
const FLUSH_MS_MAX = 3_000;

export type Observability = {
  /** Sends what waits to be sent; never throws. */
  flush: () => Promise<void>;
};

type Settings = Pick<Environment, 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'SENTRY_DSN' | 'isProduction' | 'isDemo'>;

// Next evaluates modules once per bundle and again in development; a process has one provider.
const shared = globalThis as { sluiceObservabilityStarted?: Promise<Observability> };

/**
 * Gives every process a trace context, so that logs carry trace ids in any case; spans are recorded and sent only with
 * OTEL_EXPORTER_OTLP_ENDPOINT, errors only with SENTRY_DSN, and neither package is loaded without its variable.
 */
export function startObservability(
  service: 'sluice-web' | 'sluice-worker' | 'sluice-ingress',
  settings: Settings,
): Promise<Observability> {
  shared.sluiceObservabilityStarted ??= start(service, settings);
  return shared.sluiceObservabilityStarted;
}

async function start(service: string, settings: Settings): Promise<Observability> {
  processState().service = service;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider =
    settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
      ? // Spans of this sampler have ids, which is what logs need, and cost nothing else.
        new TracerProvider({ sampler: new AlwaysOffSampler() })
      : (await import('./span-exporter.ts')).createExportingProvider(
          service,
          settings.OTEL_EXPORTER_OTLP_ENDPOINT,
        );
  trace.setGlobalTracerProvider(provider);
  const flushErrors =
    settings.SENTRY_DSN === undefined
      ? null
      : (await import('./error-reporter.ts')).startErrorReporter({
          dsn: settings.SENTRY_DSN,
          service,
          environment: settings.isProduction ? 'production' : settings.isDemo ? 'demo' : 'development',
          flushMsMax: FLUSH_MS_MAX,
        });
  return {
    flush: async () => {
      const outcomes = await Promise.allSettled([
        provider.forceFlush({ timeoutMillis: FLUSH_MS_MAX }),
        flushErrors?.(),
      ]);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          log.warn({ err: outcome.reason }, 'spans or errors were not sent before the end');
    },
  };
}

/** For processes without Next: a crash is written down and sent before the process ends with 1. */
export function reportCrashes(observability: Observability): void {
  process.once('uncaughtException', (error) => {
    log.fatal({ err: error }, 'the process ends because of an error that nobody caught');
    void observability.flush().finally(() => process.exit(1));
  });
}
