import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { sql, stack } from '../stack-under-test.ts';

const CHUNK = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
/** Twice the limit; a door that waits for the end of the body has answered nothing by then. */
const CHUNKS = 32;

/** Sends a body of no announced length and never ends it. @returns all that came back until the other side hung up */
async function neverEnd(base: string, path: string): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    heard += piece;
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  // The other side may hang up while we still send: that is what is wanted.
  socket.on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nTransfer-Encoding: chunked\r\n` +
      'Content-Type: application/json\r\nStripe-Signature: t=1,v1=00\r\n\r\n',
  );
  for (let sent = 0; sent < CHUNKS; sent += 1) socket.write(CHUNK);
  await closed;
  return heard;
}

for (const door of ['web', 'ingress'] as const)
  for (const path of ['/api/webhooks/stripe', '/api/webhooks/stripe-connect'])
    test(`${door} answers a body that never ends at ${path} before it ends, and hangs up`, async () => {
      const rows = async () => (await sql`select 1 from stripe_event_bodies`).length;
      const before = await rows();
      const heard = await neverEnd(door === 'web' ? stack.webUrl : stack.ingressUrl, path);
      expect(heard).toMatch(/^HTTP\/1\.1 400 /);
      expect(heard).toContain('body_too_large');
      expect(await rows()).toBe(before);
    });
