import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { databaseClient } from '../db/client.ts';
import { log } from '../log.ts';
import { acceptDelivery, refuseDelivery, type DeliveryAnswer } from './accept-delivery.ts';
import { readLimitedRequest } from './read-limited-body.ts';
import { inboxDrained } from './receive-stripe-events.ts';
import { DeliveryRefused, type EndpointKind } from './refusals.ts';

/** A sender that needs longer for its headers or its body is holding the connection, not delivering. */
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** Longer than the 60 s idle time of common load balancers, so that they and not we close idle connections. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const TIMEOUT_CHECK_INTERVAL_MS = 1_000;

const WEBHOOK_PATHS: Readonly<Record<string, EndpointKind>> = {
  '/api/webhooks/stripe': 'account',
  '/api/webhooks/stripe-connect': 'connect',
};

export type Ingress = {
  server: Server;
  /** Refuses new connections, finishes requests and commits in flight, then resolves. */
  close: () => Promise<void>;
};

async function acceptRequest(request: IncomingMessage, endpointKind: EndpointKind): Promise<DeliveryAnswer> {
  let body: Buffer;
  try {
    body = await readLimitedRequest(request);
  } catch (error) {
    if (error instanceof DeliveryRefused) return refuseDelivery(endpointKind, error);
    throw error;
  }
  return acceptDelivery({
    endpointKind,
    signatureHeaders: request.headersDistinct['stripe-signature'] ?? [],
    body,
  });
}

async function isReady(): Promise<boolean> {
  try {
    await databaseClient()`select 1`;
    return true;
  } catch (error) {
    log.warn({ err: error }, 'ingress cannot reach the database');
    return false;
  }
}

function answer(response: ServerResponse, status: number, body: string): void {
  // What the request still sends after a refusal is not read: the connection ends with the answer.
  const isUnread = !response.req.complete;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(isUnread && { connection: 'close' }),
  });
  response.end(body, () => {
    if (isUnread) response.req.destroy();
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  isClosing: () => boolean,
): Promise<void> {
  // As in web, the path alone decides: whoever registered the endpoint may have added a query.
  const [path = ''] = (request.url ?? '').split('?', 1);
  const endpointKind = Object.hasOwn(WEBHOOK_PATHS, path) ? WEBHOOK_PATHS[path] : undefined;
  if (endpointKind !== undefined && request.method === 'POST') {
    const { status, body } = await acceptRequest(request, endpointKind);
    answer(response, status, body);
  } else if (endpointKind !== undefined) {
    response.setHeader('allow', 'POST');
    answer(response, 405, '{"error":{"code":"method_not_allowed","message":"Stripe posts here."}}');
  } else if (path === '/api/health/live') {
    answer(response, 200, '{"status":"live"}');
  } else if (path === '/api/health/ready') {
    const ready = !isClosing() && (await isReady());
    answer(response, ready ? 200 : 503, JSON.stringify({ status: ready ? 'ready' : 'not ready' }));
  } else {
    answer(response, 404, '{"error":{"code":"not_found","message":"Only Stripe webhooks are served here."}}');
  }
}

/** The webhook endpoints behind a plain HTTP server: the same function as the routes, several times their throughput. */
export function createIngress(): Ingress {
  let isClosing = false;
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
    },
    (request, response) => {
      if (isClosing) response.shouldKeepAlive = false;
      route(request, response, () => isClosing).catch((error: unknown) => {
        log.error({ err: error }, 'ingress request failed');
        if (response.headersSent) response.destroy();
        else answer(response, 500, '{"error":{"code":"internal","message":"Send the event again later."}}');
      });
    },
  );
  return {
    server,
    close: async () => {
      isClosing = true;
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      });
      await inboxDrained();
    },
  };
}
