import type { IncomingMessage } from 'node:http';
import { DeliveryRefused } from './refusals.ts';

/** Stripe's events are a few kilobytes; 1 MiB leaves room for the largest and bounds the memory of a stranger's request. */
const BODY_BYTES_MAX = 1_048_576;

function tooLarge(): DeliveryRefused {
  return new DeliveryRefused('body_too_large', 'The body is larger than 1 MiB. Stripe events never are.');
}

/**
 * Reads a request body and stops at the first byte past the limit, whatever `Content-Length` promised.
 * @throws DeliveryRefused `body_too_large`, or `body_unreadable` when the sender went away
 */
export async function readLimitedBody(
  chunks: AsyncIterable<Uint8Array> | null,
  contentLength: string | null,
): Promise<Buffer> {
  if (contentLength !== null && Number(contentLength) > BODY_BYTES_MAX) throw tooLarge();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks ?? []) {
      length += chunk.byteLength;
      if (length > BODY_BYTES_MAX) throw tooLarge();
      parts.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof DeliveryRefused) throw cause;
    throw new DeliveryRefused('body_unreadable', 'The body ended before it was complete. Send it again.', {
      cause,
    });
  }
  return Buffer.concat(parts, length);
}

/** The same for Node's own requests, by its events: an async iterator costs as much as verifying the signature. */
export function readLimitedRequest(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const refuse = (refused: DeliveryRefused): void => {
      request.pause();
      request.removeAllListeners('data');
      reject(refused);
    };
    if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) {
      refuse(tooLarge());
      return;
    }
    request.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > BODY_BYTES_MAX) refuse(tooLarge());
      else parts.push(chunk);
    });
    request.on('end', () => {
      const [only] = parts;
      resolve(parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, length));
    });
    const cutShort = (cause?: Error): void => {
      refuse(
        new DeliveryRefused('body_unreadable', 'The body ended before it was complete. Send it again.', {
          cause,
        }),
      );
    };
    request.on('error', cutShort);
    request.on('aborted', cutShort);
  });
}
