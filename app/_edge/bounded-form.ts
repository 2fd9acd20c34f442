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
  const body = await boundedBody(request, bytesMax);
  if (body === null) return { fault: 'too_large' };
  try {
    return { form: await new Response(body, { headers: { 'content-type': type } }).formData() };
  } catch (error) {
    // What the platform throws for a body that is no form, or a broken one.
    if (error instanceof TypeError) return { fault: 'no_form' };
    throw error;
  }
}

async function boundedBody(request: Request, bytesMax: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > bytesMax) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
