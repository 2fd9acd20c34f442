import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export type CollectedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  service: string;
  attributes: Record<string, unknown>;
};

export type Collector = {
  url: string;
  /** For SENTRY_DSN. */
  dsn: string;
  spans: () => CollectedSpan[];
  /** Payloads of Sentry's envelopes that are events. */
  errors: () => Record<string, unknown>[];
  /** Every byte that arrived, as text. */
  received: () => string;
  stop: () => Promise<void>;
};

type Attribute = { key: string; value: Record<string, unknown> };
type Resource = { attributes?: Attribute[] };
type Trace = {
  resourceSpans: {
    resource: Resource;
    scopeSpans: { spans: (Omit<CollectedSpan, 'attributes' | 'service'> & Resource)[] }[];
  }[];
};

const attributesOf = ({ attributes = [] }: Resource): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

function spansOf(body: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body) as Trace; // OTLP in JSON; a wrong shape fails the test
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: attributesOf(span),
        service: String(attributesOf(resource)['service.name']),
      })),
    ),
  );
}

/** Lines of an envelope: its header, then pairs of item header and payload. */
function eventsOf(body: string): Record<string, unknown>[] {
  const [, ...items] = body.split('\n');
  return items.flatMap((line, index) => {
    const next = items[index + 1];
    const isEvent = index % 2 === 0 && line !== '' && (JSON.parse(line) as { type: string }).type === 'event';
    return isEvent && next !== undefined ? [JSON.parse(next) as Record<string, unknown>] : [];
  });
}

/** A local stand-in for an OpenTelemetry collector (OTLP/HTTP in JSON) and for Sentry (envelopes). */
export async function startCollector(): Promise<Collector> {
  const bodies: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      bodies.push({ path: request.url ?? '', body: body.toString('utf8') });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`; // a TCP server's address
  const at = (path: string): string[] =>
    bodies.filter((one) => one.path.startsWith(path)).map(({ body }) => body);
  return {
    url: `http://${host}`,
    dsn: `http://public@${host}/1`,
    spans: () => at('/v1/traces').flatMap(spansOf),
    errors: () => at('/api/1/envelope').flatMap(eventsOf),
    received: () => bodies.map(({ body }) => body).join('\n'),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
