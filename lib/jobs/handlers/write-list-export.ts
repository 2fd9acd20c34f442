import { jobContext } from '../../context.ts';
import { writeListExport } from '../../tables/write-list-export.ts';
import type { JobHandler } from '../job-handler.ts';

/** Writes the file that somebody waits for. */
export const writeListExportJob: JobHandler<'write-list-export'> = async ({ listExportId }, signal) => {
  await writeListExport(jobContext('write-list-export'), listExportId, signal);
};
