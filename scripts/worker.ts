import './production-by-default.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { connectionProblem, isLoginRefused } from '#lib/db/connection-problem.ts';
import { warnOfLoginPower } from '#lib/db/login-power.ts';
import { startWorker } from '#lib/jobs/worker.ts';
import { log } from '#lib/log.ts';
import { reportCrashes, startObservability } from '#lib/observability/start-observability.ts';
import { requireEnvironment } from './require-environment.ts';
import { withPatience } from './with-patience.ts';

// A missing variable must stop the process before it touches anything.
const observability = await startObservability('sluice-worker', requireEnvironment());
reportCrashes(observability);
const worker = await withPatience(
  () =>
    startWorker({
      onDatabaseLost: () => {
        log.fatal('the database is lost, the worker ends');
        process.exit(1);
      },
    }),
  {
    isWorthWaiting: (error) => !isLoginRefused(error),
    onRetry: (problem, error, attempt) => {
      if (problem !== null) log.warn({ attempt }, `${problem} Trying again.`);
      else log.warn({ err: error, attempt }, 'worker could not start, trying again');
    },
  },
).catch((error: unknown) => {
  const problem = connectionProblem(error);
  if (problem === null) throw error;
  console.error(problem);
  process.exit(1);
});
await warnOfLoginPower();

async function stop(signal: NodeJS.Signals): Promise<void> {
  log.info({ signal }, 'worker stops: finishing what is in hand');
  await worker.stop();
  await closeDatabase();
  await observability.flush();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'worker did not stop cleanly');
        process.exit(1);
      },
    );
  });
