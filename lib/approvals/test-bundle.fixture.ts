import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openBundle } from '../audit/bundle.ts';
import { exportAuditBundle } from '../audit/export-audit-bundle.ts';
import { jobContext } from '../context.ts';
import { verifySignatures, type SignatureReport } from './verify-signatures.ts';

/** A record as a forger holds it in hand: `before` and `after` are changed in place. */
type Forged = {
  record: { actorId: string; actorKind: string; subject: string };
  before: Record<string, unknown>;
  after: Record<string, unknown>;
};
export type Forgery = (forged: Forged) => void;

/** The whole record as a bundle's text. */
export async function bundleText(): Promise<string> {
  let text = '';
  for await (const piece of await exportAuditBundle(jobContext('seal-audit'), {})) text += piece;
  return text;
}

/** Verifies a bundle as an auditor does who has the file and nothing else. */
export async function verifyBundle(text: string): Promise<SignatureReport> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-signatures-'));
  const file = join(folder, 'bundle.jsonl');
  await writeFile(file, text);
  const opened = await openBundle(file);
  try {
    return await verifySignatures(opened);
  } finally {
    await opened.close();
    await rm(folder, { recursive: true });
  }
}

/** Changes the first signed record of an action, else its first, as somebody would who then makes all hashes anew: only proofs can tell. */
export function forge(text: string, action: string, change: Forgery): string {
  let isDone = false;
  const all = text.split('\n');
  const ofAction = all.filter((line) => line.includes(`"action":"${action}"`));
  const chosen = ofAction.find((line) => line.includes('clientDataJSON')) ?? ofAction[0];
  const lines = all.map((line) => {
    if (line !== chosen) return line;
    isDone = true;
    const parsed = JSON.parse(line) as {
      record: Forged['record'] & { before: string | null; after: string | null };
    };
    const before = JSON.parse(parsed.record.before ?? '{}') as Record<string, unknown>;
    const after = JSON.parse(parsed.record.after ?? '{}') as Record<string, unknown>;
    change({ record: parsed.record, before, after });
    return JSON.stringify({
      ...parsed,
      record: { ...parsed.record, before: JSON.stringify(before), after: JSON.stringify(after) },
    });
  });
  expect(isDone).toBe(true);
  return lines.join('\n');
}
