import { headers } from 'next/headers';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { contextOrRefusal, noteRefused, refuseForeign } from './note-refused.ts';

/**
 * Answers a download. It leaves an audit row, so another site must not be able to start one with a link or an image.
 * Refusals are answered in words with their status.
 */
export async function answerDownload(answer: (ctx: Context) => Promise<Response>): Promise<Response> {
  const site = (await headers()).get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none')
    return refuseForeign('lists.export', 'Exports are started from Sluice itself.');
  const ctx = await contextOrRefusal('lists.export');
  if (ctx instanceof Response) return ctx;
  try {
    return await answer(ctx);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'forbidden') await noteRefused('lists.export', error);
    return new Response(error.message, { status: STATUS[error.code] });
  }
}

const STATUS: Readonly<Record<DomainError['code'], number>> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 409,
  kill_switch_engaged: 409,
  too_often: 429,
  stripe_unavailable: 503,
};

/**
 * Text that is made while it is read. The first piece is read before the answer begins, so that a refusal still has a
 * status of its own.
 */
export async function csvResponse(
  pieces: AsyncGenerator<{ text: string }, void, undefined>,
  name: string,
): Promise<Response> {
  const first = await pieces.next();
  return fileResponse(encoded(first, pieces), name);
}

async function* encoded(
  first: IteratorResult<{ text: string }, void>,
  rest: AsyncGenerator<{ text: string }, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  try {
    if (first.done !== true) yield encoder.encode(first.value.text);
    for await (const { text } of rest) yield encoder.encode(text);
  } finally {
    // Also for a browser that has gone after the first piece: what reads the rows must not stay open.
    await rest.return();
  }
}

/** A file that is made while it is read: on only when the browser has taken what it has, and no further once it is gone. */
export function fileResponse(
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      ...more,
    },
  });
}
