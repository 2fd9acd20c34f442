/** What a post brought: its form, or that it is too large, or that it is none. */
export type BoundedForm = { form: FormData } | { fault: 'too_large' | 'no_form' };

/**
 * The form of a post that may bring files. No more of it is ever in memory than allowed: what says that it is larger is not read
 * at all, and what turns out larger is not read on.
 */
export async function boundedForm(request: Request, bytesMax: number): Promise<BoundedForm> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data;/i.test(type)) return { fault: 'no_form' };
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return { fault: 'too_large' };
  const read = { bytes: 0 };
  // Handed on as it comes: put together here it would be in memory a second time.
  const body = request.body?.pipeThrough(atMost(bytesMax, read)) ?? null;
  try {
    return { form: await new Response(body, { headers: { 'content-type': type } }).formData() };
  } catch (error) {
    if (read.bytes > bytesMax) return { fault: 'too_large' };
    // What the platform throws for a body that is no form, or a broken one.
    if (error instanceof TypeError) return { fault: 'no_form' };
    throw error;
  }
}

function atMost(
  bytesMax: number,
  read: { bytes: number },
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform: (chunk, controller) => {
      read.bytes += chunk.length;
      if (read.bytes > bytesMax) controller.error(new TypeError('more than is taken'));
      else controller.enqueue(chunk);
    },
  });
}
