/**
 * Load generator, a process of its own: closed loop over keep-alive sockets, one request in flight on each. Plain
 * sockets instead of an HTTP client, so that the generator has several times the speed of what it measures.
 */
import { connect, type Socket } from 'node:net';
import { eventFactory } from './charge-event.ts';

export type LoadOrder = {
  port: number;
  path: string;
  secret: string;
  startSerial: number;
  connections: number;
  warmUpMs: number;
  measureMs: number;
  /** Share of deliveries that repeat the delivery before, 0 to 1. */
  duplicateShare: number;
};

export type LoadReport = {
  /** Answers with 2xx while measuring, and all of them including warm-up. */
  acknowledged: number;
  acknowledgedInAll: number;
  refused: number;
  /** Different events that got a 2xx, including warm-up. */
  eventsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
};

const HEAD_END = '\r\n\r\n';

type Tally = { latenciesMs: number[]; acknowledged: number; acknowledgedInAll: number; refused: number };

function isComplete(response: string): boolean {
  const headEnd = response.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(response)?.[1];
  if (length !== undefined) return response.length >= headEnd + HEAD_END.length + Number(length);
  return response.endsWith('0\r\n\r\n'); // chunked
}

function startConnection(
  order: LoadOrder,
  next: () => string,
  tally: Tally,
  measureFrom: number,
  until: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(order.port, '127.0.0.1');
    socket.setNoDelay(true);
    let response = '';
    let sentAt = 0;
    const send = (): void => {
      response = '';
      sentAt = performance.now();
      socket.write(next());
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => {
      resolve();
    });
    socket.on('data', (chunk) => {
      response += chunk.toString('latin1');
      if (!isComplete(response)) return;
      const now = performance.now();
      if (response.startsWith('HTTP/1.1 2')) {
        tally.acknowledgedInAll += 1;
        if (now >= measureFrom && now < until) {
          tally.acknowledged += 1;
          tally.latenciesMs.push(now - sentAt);
        }
      } else tally.refused += 1;
      if (now < until) send();
      else socket.end();
    });
  });
}

function percentile(sorted: readonly number[], share: number): number {
  return (
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100
  );
}

async function generate(order: LoadOrder): Promise<LoadReport> {
  const makeEvent = eventFactory(order.secret, order.startSerial);
  let last: string | null = null;
  const next = (): string => {
    if (last !== null && Math.random() < order.duplicateShare) return last;
    const { body, signature } = makeEvent();
    last =
      `POST ${order.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `stripe-signature: ${signature}\r\ncontent-length: ${String(Buffer.byteLength(body))}${HEAD_END}${body}`;
    return last;
  };
  const tally: Tally = { latenciesMs: [], acknowledged: 0, acknowledgedInAll: 0, refused: 0 };
  const measureFrom = performance.now() + order.warmUpMs;
  const until = measureFrom + order.measureMs;
  await Promise.all(
    Array.from({ length: order.connections }, () => startConnection(order, next, tally, measureFrom, until)),
  );
  const sorted = tally.latenciesMs.toSorted((a, b) => a - b);
  return {
    acknowledged: tally.acknowledged,
    acknowledgedInAll: tally.acknowledgedInAll,
    refused: tally.refused,
    eventsPerSecond: Math.round(tally.acknowledged / (order.measureMs / 1000)),
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  };
}

if (import.meta.main) {
  const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder; // written by ingest.ts
  process.stdout.write(JSON.stringify(await generate(order)));
}
