import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type Span, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { scrubText } from './scrub.ts';

/** Attributes in which Next writes an address with its query, which holds what a person searched for. */
const WITH_QUERY = /^(http\.target|url\.full|http\.url|next\.span_name|url\.query)$/;

/** Next ends its process without waiting for us, so at most this much of the web's last spans is lost. */
const SEND_INTERVAL_MS = 1_000;

/** Takes queries and secrets out of what others, Next above all, write into their spans. */
const scrubbing: SpanProcessor = {
  onStart: () => undefined,
  onEnding: (span: Span) => {
    for (const [name, value] of Object.entries(span.attributes)) {
      if (typeof value !== 'string') continue;
      span.setAttribute(name, scrubText(WITH_QUERY.test(name) ? (value.split('?')[0] ?? '') : value));
    }
    span.updateName(scrubText(span.name.split('?')[0] ?? ''));
  },
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/**
 * Records spans and sends them in batches over OTLP/HTTP.
 * @param endpoint the collector's base address; `/v1/traces` is added. Headers come from OTEL_EXPORTER_OTLP_HEADERS.
 */
export function createExportingProvider(service: string, endpoint: string): TracerProvider {
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'sluice' }),
    spanProcessors: [
      scrubbing,
      new BatchSpanProcessor({
        scheduledDelayMillis: SEND_INTERVAL_MS,
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
      }),
    ],
  });
}
