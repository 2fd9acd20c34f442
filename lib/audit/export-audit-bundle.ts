import type { Context } from '../context.ts';
import { jobContext } from '../context.ts';
import { bundleCheckpoint, bundleEnd, bundleHeader, bundleRecord } from './bundle.ts';
import { everyAuditRecord } from './every-audit-record.ts';
import { getAuditHead } from './queries.ts';
import { recordAuditExport } from './record-audit-export.ts';
import { storedAudit } from './stored-audit.ts';
import { takeAuditCheckpoint } from './take-audit-checkpoint.ts';
import type { AuditFilter } from './types.ts';

/** Some megabytes of text with `before` and `after`. */
const PIECE_ROWS = 1_000;

/** The rows of a filter as text, in pieces; one piece is in memory at a time. */
export type AuditBundle = AsyncGenerator<string, void, undefined>;

/**
 * Starts a bundle of exactly the filter's rows, which can be verified offline by `npm run audit:verify -- --bundle`; it is
 * on record before the first piece. Without a filter it is complete.
 * @throws DomainError `forbidden`
 */
export async function exportAuditBundle(ctx: Context, filter: AuditFilter): Promise<AuditBundle> {
  await recordAuditExport(ctx, { filter });
  // So that the global head which goes with the copy covers every row in it.
  await takeAuditCheckpoint(jobContext('seal-audit'), {});
  return isEverything(filter) ? completeBundle(ctx) : partialBundle(ctx, filter);
}

function isEverything(filter: AuditFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

async function about(ctx: Context, filter: AuditFilter): Promise<Record<string, unknown>> {
  const head = await getAuditHead(ctx);
  return { exportedAt: ctx.now.toISOString(), filter, head };
}

/** Everything, chain by chain behind the checkpoints, so that nothing can be missing unseen. */
async function* completeBundle(ctx: Context): AuditBundle {
  const source = storedAudit(ctx);
  yield bundleHeader(true, await about(ctx, {}));
  for await (const checkpoint of source.checkpoints()) yield bundleCheckpoint(checkpoint);
  let count = 0;
  let pieces: string[] = [];
  for await (const { head: _head, ...line } of source.lines()) {
    count += 1;
    pieces.push(bundleRecord(line));
    if (pieces.length < PIECE_ROWS) continue;
    yield pieces.join('');
    pieces = [];
  }
  yield pieces.join('') + bundleEnd(count);
}

/** A part, newest first: every row proves that it is unchanged, none that nothing is missing beside it. */
async function* partialBundle(ctx: Context, filter: AuditFilter): AuditBundle {
  yield bundleHeader(false, await about(ctx, filter));
  let count = 0;
  for await (const rows of everyAuditRecord(ctx, filter, 'newest')) {
    let text = '';
    for (const { record, sequence, digest, hash, previousHash, auditRecordId } of rows) {
      // Linked at commit: a row without a link was put there around the guards, and the verifier of the database names it.
      if (sequence === null || digest === null || hash === null) continue;
      count += 1;
      const { connectedAccountId } = record;
      text += bundleRecord({
        connectedAccountId,
        sequence: BigInt(sequence),
        auditRecordId: BigInt(auditRecordId),
        digest,
        hash,
        previousHash,
        record,
      });
    }
    yield text;
  }
  yield bundleEnd(count);
}
