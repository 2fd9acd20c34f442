import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.ts';
import { answerControl } from './control.ts';
import { loadSaved, startSaving } from './data-file.ts';
import { addEndpoint } from './deliver.ts';
import { answerApi } from './pipeline.ts';
import { apiRouter } from './routes/all.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { createSimulator } from './simulator.ts';

export type WebhookTarget = { url: string; secret: string };
export type ServerOptions = SimulatorOptions & {
  /** 0 picks a free one. */
  port?: number;
  host?: string;
  dataFile?: string;
  accountWebhook?: WebhookTarget;
  connectWebhook?: WebhookTarget;
  /** Runs an existing simulator instead of a new one. */
  simulator?: Simulator;
};

export type RunningSimulator = { url: string; port: number; simulator: Simulator; stop: () => Promise<void> };

const BODY_LIMIT = 1_000_000;

/** Starts the local Stripe; the promise is kept once it listens. */
export async function startSimulator(options: ServerOptions = {}): Promise<RunningSimulator> {
  const saved = options.dataFile === undefined ? undefined : await loadSaved(options.dataFile);
  const simulator = options.simulator ?? createSimulator(options, saved);
  registerTargets(simulator, options);
  const router = apiRouter();
  const server = createServer((request, response) => {
    void answer(simulator, router, request, response);
  });
  // Kept open longer than a client keeps an idle connection, so that nobody writes into a closing socket.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const ticking = setInterval(() => {
    simulator.tick();
  }, 1000);
  ticking.unref();
  const stopSaving = options.dataFile === undefined ? null : startSaving(simulator, options.dataFile);
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${String(port)}`,
    port,
    simulator,
    stop: async () => {
      clearInterval(ticking);
      simulator.deliverer.stop();
      await close(server);
      await stopSaving?.();
    },
  };
}

function registerTargets(simulator: Simulator, options: ServerOptions): void {
  const targets = [
    ['account', options.accountWebhook],
    ['connect', options.connectWebhook],
  ] as const;
  for (const [kind, target] of targets) {
    if (target === undefined) continue;
    const { store } = simulator.core;
    const known = store.webhookEndpoints
      .rows(store.platformId)
      .find((row) => row.kind === kind && row.endpoint.url === target.url);
    if (known === undefined) addEndpoint(simulator.core, { kind, ...target });
    else known.secret = target.secret;
  }
}

async function answer(
  simulator: Simulator,
  router: ReturnType<typeof apiRouter>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(request);
    const url = new URL(request.url ?? '/', 'http://simulator');
    if (url.pathname.startsWith('/_control')) await answerControl(simulator, request, response, url, body);
    else await answerApi(simulator, router, request, response, url, body);
  } catch (error) {
    if (response.destroyed) return;
    const status = error instanceof ApiError ? error.status : 500;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const answerBody = error instanceof ApiError ? error.body : { error: { type: 'api_error', message } };
    if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerBody));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) {
      throw new ApiError({ status: 413, type: 'invalid_request_error', message: 'Request body too large.' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
  server.closeAllConnections();
  await closed;
}
