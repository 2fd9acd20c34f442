import { randomUUID } from 'node:crypto';
import { headers } from 'next/headers';

const PATH = 'x-asked-path';
const REQUEST_ID = 'x-request-id';
const MARK = 'x-proxy-mark';

/* One of this process, which serves both the proxy and the pages, in bundles of their own. Nobody outside ever sees it. */
const shared = globalThis as { sluiceProxyMark?: string };
const MARK_OF_THIS_PROCESS = (shared.sluiceProxyMark ??= randomUUID());

/**
 * What proxy.ts hands on of a request. The mark tells it from the same headers of a browser: some routes have no proxy before them
 * (its matcher leaves them out), and there whoever asks writes every header.
 */
export function askedHeaders(path: string, requestId: string): [name: string, value: string][] {
  return [
    [PATH, path],
    [REQUEST_ID, requestId],
    [MARK, MARK_OF_THIS_PROCESS],
  ];
}

/** The path that was asked for, null where no proxy stood before, and the request's id, made here then. */
export async function asked(): Promise<{ path: string | null; requestId: string }> {
  const given = await headers();
  const isMarked = given.get(MARK) === MARK_OF_THIS_PROCESS;
  const requestId = isMarked ? given.get(REQUEST_ID) : null;
  return { path: isMarked ? given.get(PATH) : null, requestId: requestId ?? randomUUID() };
}
