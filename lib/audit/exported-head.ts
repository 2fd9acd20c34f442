import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { ExportedHead } from './audit-source.ts';
import type { AuditHeadState } from './types.ts';

const headLine = z.object({
  format: z.literal('sluice-audit-head-1'),
  checkpoint: z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(BigInt),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The head as one line of JSON: what is kept where nobody here can rewrite it. */
export function headText(head: NonNullable<AuditHeadState>): string {
  const { checkpoint, hash, takenAt } = head;
  return `${JSON.stringify({ format: 'sluice-audit-head-1', checkpoint, hash, takenAt: takenAt.toISOString() })}\n`;
}

/**
 * Heads that were exported to a file, one a line, in any order and repeated as it may be.
 * @throws Error naming the line that is no head
 */
export async function readExportedHeads(path: string): Promise<ExportedHead[]> {
  const file = await open(path);
  const heads: ExportedHead[] = [];
  let number = 0;
  for await (const text of file.readLines()) {
    number += 1;
    if (text.trim() === '') continue;
    const parsed = headLine.safeParse(parseJson(text));
    if (!parsed.success)
      throw new Error(`Line ${String(number)} of ${path} is no exported head.`, { cause: parsed.error });
    heads.push(parsed.data);
  }
  return heads;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it, with the line's number.
    return undefined;
  }
}
