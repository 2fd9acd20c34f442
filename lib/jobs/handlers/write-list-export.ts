import { jobContext } from '../../context.ts';
import { writePayoutExport } from '../../payouts/write-payout-export.ts';
import type { JobHandler } from '../job-handler.ts';

/** Writes the file that somebody waits for. */
export const writeListExportJob: JobHandler<'write-list-export'> = async ({ listExportId }, signal) => {
  await writePayoutExport(jobContext('write-list-export'), listExportId, signal);
};
