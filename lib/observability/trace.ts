import {
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { scrubText } from './scrub.ts';

const TRACER = 'sluice';
const LOG_FIELDS = createContextKey('sluice.log_fields');
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

type SpanContext = ReturnType<Span['spanContext']>;

export type SpanOptions = {
  kind?: 'server' | 'client' | 'consumer' | 'internal';
  attributes?: Attributes;
  /** Continues this trace instead of the one that is active; W3C `traceparent`. */
  parent?: string | null;
  /** Other traces that wanted the same work. */
  links?: readonly string[];
};

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/** The W3C trace context of what runs now; null outside of every trace. */
export function currentTraceparent(): string | null {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return null;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

function parseTraceparent(traceparent: string): SpanContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  const parsed = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(parsed) ? parsed : null;
}

/** Runs `work` in a span of its own; an error is noted on the span, scrubbed, and thrown on. */
export function withSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = typeof options.parent === 'string' ? parseTraceparent(options.parent) : null;
  const outer = context.active();
  const fields = outer.getValue(LOG_FIELDS);
  // A trace to continue replaces the active one, but what the log says about this work stays.
  const base =
    parent === null ? outer : trace.setSpanContext(ROOT_CONTEXT.setValue(LOG_FIELDS, fields), parent);
  const links = (options.links ?? []).flatMap((link) => parseTraceparent(link) ?? []);
  const span = trace.getTracer(TRACER).startSpan(
    name,
    {
      kind: KINDS[options.kind ?? 'internal'],
      ...(options.attributes && { attributes: options.attributes }),
      links: links.map((linked) => ({ context: linked })),
    },
    base,
  );
  return context.with(trace.setSpan(base, span), async () => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: scrubText(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
      });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Every log line of `work`, and of what it calls, carries these fields. */
export function withLogFields<T>(fields: Record<string, unknown>, work: () => T): T {
  const active = context.active();
  return context.with(active.setValue(LOG_FIELDS, { ...logFields(), ...fields }), work);
}

/** The fields that the work around a log line has set. */
export function logFields(): Record<string, unknown> {
  return (context.active().getValue(LOG_FIELDS) as Record<string, unknown> | undefined) ?? {}; // set above alone
}

/** The trace that a stored `traceparent` names; undefined for none or a malformed one. */
export function traceIdOf(traceparent: string | null): string | undefined {
  return traceparent === null ? undefined : parseTraceparent(traceparent)?.traceId;
}

/** ECS names of the active trace; empty outside of one. */
export function traceFields(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span)
    ? { 'trace.id': span.traceId, 'span.id': span.spanId }
    : {};
}
