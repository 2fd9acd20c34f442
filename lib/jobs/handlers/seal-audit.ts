import { exportAuditHead } from '../../audit/export-audit-head.ts';
import { recordHeadExport } from '../../audit/record-head-export.ts';
import { summariseRefusals } from '../../audit/summarise-refusals.ts';
import { takeAuditCheckpoint } from '../../audit/take-audit-checkpoint.ts';
import { jobContext } from '../../context.ts';
import { log } from '../../log.ts';
import type { JobHandler } from '../job-handler.ts';

/** More chains than this have never moved within a minute; the rest waits for the next one. */
const CHECKPOINTS_MAX = 100;

/** Writes down the refusals that were only counted, ties the chains together, and gives the head away. */
export const sealAuditJob: JobHandler<'seal-audit'> = async () => {
  const ctx = jobContext('seal-audit');
  await summariseRefusals(ctx, {});
  for (let taken = 0; taken < CHECKPOINTS_MAX; taken += 1)
    if ((await takeAuditCheckpoint(ctx, {})).taken === 0) break;
  try {
    const { isExported } = await exportAuditHead();
    if (isExported) await recordHeadExport(ctx, { failure: null });
  } catch (error) {
    log.error({ err: error }, 'the audit head was not exported');
    await recordHeadExport(ctx, { failure: reasonOf(error) });
  }
};

/** The kind of failure, without the address, which may hold a credential. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return `${error.code}.`;
  if (error instanceof Error && error.message.startsWith('AUDIT_HEAD_URL answered')) return error.message;
  return error instanceof Error ? `${error.name}.` : 'unknown failure.';
}
