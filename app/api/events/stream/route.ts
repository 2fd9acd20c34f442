import { authorize } from '#lib/auth/authorize.ts';
import { isOperatorSessionOpen } from '#lib/auth/operator-session.ts';
import { noteRefused, refuseVisitor } from '#app/_edge/note-refused.ts';
import { contextOf, getOperator } from '#app/_edge/operator.ts';
import { DomainError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { watchStatus } from '#lib/overview/live-status.ts';

/** Proxies close what is silent for a minute. */
const BEAT_MS = 15_000;

/** A revoked session loses its stream within this time; every other answer checks it at once. */
const SESSION_CHECK_MS = 30_000;

const RETRY_MS = 3_000;

/**
 * Server-sent events for the signed-in operator: `status` with the shell's numbers, whenever they were read; a list
 * then asks its own route what became of its rows. Does not count as use of the session.
 */
export async function GET(request: Request): Promise<Response> {
  const operator = await getOperator();
  if (!operator) return refuseVisitor('overview.read');
  const ctx = await contextOf(operator);
  try {
    authorize(ctx, 'overview.read');
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await noteRefused('overview.read', error);
    return new Response(error.message, { status: 403 });
  }
  return new Response(stream(request.signal, operator.sessionId), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

function stream(signal: AbortSignal, sessionId: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let release = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      const end = () => {
        if (!isOpen) return;
        release();
        controller.close();
      };
      const send = (text: string) => {
        if (isOpen) controller.enqueue(encoder.encode(text));
      };
      const beat = setInterval(() => {
        send(': beat\n\n');
      }, BEAT_MS);
      const sessionCheck = setInterval(() => {
        isOperatorSessionOpen(sessionId).then(
          (isStillOpen) => {
            if (!isStillOpen) end();
          },
          (error: unknown) => {
            // Not knowing is no reason to keep it: the browser reconnects and the session is checked there.
            log.warn({ err: error }, 'a stream ended because its session could not be checked');
            end();
          },
        );
      }, SESSION_CHECK_MS);
      const stopWatching = watchStatus((status) => {
        send(`event: status\ndata: ${JSON.stringify(status)}\n\n`);
      }, end);
      signal.addEventListener('abort', end);
      release = () => {
        isOpen = false;
        clearInterval(beat);
        clearInterval(sessionCheck);
        stopWatching();
        signal.removeEventListener('abort', end);
      };
      send(`retry: ${String(RETRY_MS)}\n\n`);
    },
    cancel() {
      // The reader is gone, so there is nothing left to close.
      release();
    },
  });
}
