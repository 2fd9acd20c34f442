/** What a post brought: its form, or that it is too large, came too slowly, or is none. */
export type BoundedForm = { form: FormData } | { fault: 'too_large' | 'too_slow' | 'no_form' };

/** How slowly a body may come: after a beginning, so many bytes a second on the whole. */
export type Pace = { readonly graceMs: number; readonly bytesPerSecond: number };

/**
 * Slower than any connection that sends a photograph in a time somebody waits: half a megabit a second. Whoever sends a byte
 * now and then keeps one of few places for this long and no longer, and the largest body takes some four minutes.
 */
export const SLOWEST: Pace = { graceMs: 15_000, bytesPerSecond: 65_536 };

/**
 * The form of a post that may bring files. No more of it is ever in memory than allowed: what says that it is larger is not read
 * at all, and what turns out larger, or comes too slowly, is not read on.
 */
export async function boundedForm(
  request: Request,
  bytesMax: number,
  pace: Pace = SLOWEST,
): Promise<BoundedForm> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data;/i.test(type)) return { fault: 'no_form' };
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return { fault: 'too_large' };
  const read = { bytes: 0 };
  const watch = watchPace(pace, read);
  // Handed on as it comes: put together here it would be in memory a second time.
  const body = request.body?.pipeThrough(atMost(bytesMax, read), { signal: watch.tooSlow }) ?? null;
  try {
    return { form: await new Response(body, { headers: { 'content-type': type } }).formData() };
  } catch (error) {
    if (watch.tooSlow.aborted) return { fault: 'too_slow' };
    if (read.bytes > bytesMax) return { fault: 'too_large' };
    // What the platform throws for a body that is no form, or a broken one.
    if (error instanceof TypeError) return { fault: 'no_form' };
    throw error;
  } finally {
    watch.end();
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

/** Ends what comes too slowly, at the moment when what has come no longer excuses the time that it took. */
function watchPace({ graceMs, bytesPerSecond }: Pace, read: { readonly bytes: number }) {
  const abort = new AbortController();
  const began = performance.now();
  const leftMs = (): number => graceMs + (read.bytes / bytesPerSecond) * 1_000 - (performance.now() - began);
  let timer = setTimeout(look, leftMs());
  function look(): void {
    const left = leftMs();
    if (left <= 0) abort.abort();
    else timer = setTimeout(look, left);
  }
  return {
    tooSlow: abort.signal,
    end: () => {
      clearTimeout(timer);
    },
  };
}
