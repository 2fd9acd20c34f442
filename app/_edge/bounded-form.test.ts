import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { boundedForm, SLOWEST, type BoundedForm, type Pace } from './bounded-form.ts';

let server: Server | null = null;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
});

const HEAD = '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\n';

/** A server that reads one form, and a connection to it that has sent its headers and nothing else. */
async function sending(pace: Pace): Promise<{ socket: Socket; read: Promise<BoundedForm> }> {
  const { promise: read, resolve } = Promise.withResolvers<BoundedForm>();
  server = createServer((incoming) => {
    const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>; // one of bytes
    const request = new Request('http://localhost/', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body,
      duplex: 'half',
    } as RequestInit);
    void boundedForm(request, 1_000_000, pace).then(resolve);
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1'); // it listens on a port
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
  return { socket, read };
}

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

it('a socket that sends a byte now and then is ended when what came no longer excuses the time', async () => {
  const { socket, read } = await sending({ graceMs: 120, bytesPerSecond: 65_536 });
  socket.write(chunk(HEAD));
  const trickle = setInterval(() => socket.write(chunk('a')), 10);
  try {
    expect(await read).toEqual({ fault: 'too_slow' });
  } finally {
    clearInterval(trickle);
  }
});

it('a socket that sends nothing at all is ended, too', async () => {
  const { read } = await sending({ graceMs: 50, bytesPerSecond: 65_536 });
  expect(await read).toEqual({ fault: 'too_slow' });
});

it('what comes fast enough may take longer than the beginning', async () => {
  // A byte excuses a second here, so that what came outlasts any machine's hesitation.
  const { socket, read } = await sending({ graceMs: 50, bytesPerSecond: 1 });
  const began = performance.now();
  socket.write(chunk(HEAD));
  await expect.poll(() => performance.now() - began > 150).toBe(true);
  socket.write(`${chunk('Here.\r\n--x--\r\n')}0\r\n\r\n`);
  const answer = await read;
  expect('form' in answer && answer.form.get('text')).toBe('Here.');
});

it('the largest answer of a slow connection has its minutes, and a byte now and then has seconds', () => {
  const largest = 16_000_000;
  expect(SLOWEST.graceMs).toBeLessThanOrEqual(20_000);
  expect(largest / SLOWEST.bytesPerSecond).toBeGreaterThan(120);
  // Node's own limit for a whole request is five minutes.
  expect(SLOWEST.graceMs / 1_000 + largest / SLOWEST.bytesPerSecond).toBeLessThan(300);
});
