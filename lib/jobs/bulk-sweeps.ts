import { jobContext } from '../context.ts';
import { advanceBulkDecisions, prepareBulkDecisions } from '../payouts/bulk/advance-bulk-decisions.ts';
import { startSweep } from './sweep.ts';

/** One indexed read of nothing, nearly always; somebody sits before it when there is something. */
const BULK_INTERVAL_MS = 1_000;

/** Looks at what people choose together and decides what they have confirmed, each on its own, so that neither waits. */
export function startBulkSweeps(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const reached = new Map<string, number>();
  const sweeps = [
    startSweep({
      name: 'prepare-bulk-decisions',
      intervalMs: BULK_INTERVAL_MS,
      run: () => prepareBulkDecisions(jobContext('decide-in-bulk'), stopping.signal),
    }),
    startSweep({
      name: 'decide-in-bulk',
      intervalMs: BULK_INTERVAL_MS,
      run: () => advanceBulkDecisions(jobContext('decide-in-bulk'), reached),
    }),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(sweeps.map((sweep) => sweep.stop()));
    },
  };
}
