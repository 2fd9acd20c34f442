import { appendFile } from 'node:fs/promises';
import { jobContext } from '../context.ts';
import { env } from '../env.ts';
import { headText } from './exported-head.ts';
import { getAuditHead } from './queries.ts';

const POST_TIMEOUT_MS = 10_000;

/** Of this process; another worker may export the same head again, which the reader of heads does not mind. */
let newestExported: string | null = null;

/**
 * Gives the global head to whoever keeps it outside: a line appended to `AUDIT_HEAD_FILE`, a POST to `AUDIT_HEAD_URL`.
 * Without either nothing leaves; a head that has left does not leave again.
 * @throws Error when it could not be given away
 */
export async function exportAuditHead(): Promise<{ isExported: boolean }> {
  const { AUDIT_HEAD_FILE, AUDIT_HEAD_URL } = env();
  const head = await getAuditHead(jobContext('seal-audit'));
  const isWanted = AUDIT_HEAD_FILE !== undefined || AUDIT_HEAD_URL !== undefined;
  if (!isWanted || head === null || head.checkpoint === newestExported) return { isExported: false };
  const text = headText(head);
  // Flushed, so that a crash after this cannot lose what is taken for exported.
  if (AUDIT_HEAD_FILE !== undefined) await appendFile(AUDIT_HEAD_FILE, text, { flush: true });
  if (AUDIT_HEAD_URL !== undefined) await post(AUDIT_HEAD_URL, text);
  newestExported = head.checkpoint;
  return { isExported: true };
}

async function post(url: string, text: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
    redirect: 'error',
    signal: AbortSignal.timeout(POST_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`AUDIT_HEAD_URL answered ${String(response.status)}.`);
}
