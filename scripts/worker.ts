import './production-by-default.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeDatabase } from '#lib/db/client.ts';
import { connectionProblem, isLoginRefused } from '#lib/db/connection-problem.ts';
import { warnOfLoginPower } from '#lib/db/login-power.ts';
import { startWorker, type Worker } from '#lib/jobs/worker.ts';
import { log } from '#lib/log.ts';
import { reportCrashes, startObservability } from '#lib/observability/start-observability.ts';
import { requireEnvironment } from './require-environment.ts';

/** Long enough for a database that is being restarted or migrated beside us. */
const START_ATTEMPTS_MAX = 20;
const START_RETRY_MS = 1_000;

async function startPatiently(): Promise<Worker> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startWorker({
        onDatabaseLost: () => {
          log.fatal('the database is lost, the worker ends');
          process.exit(1);
        },
      });
    } catch (error) {
      if (attempt >= START_ATTEMPTS_MAX || isLoginRefused(error)) throw error;
      const problem = connectionProblem(error);
      if (problem !== null) log.warn({ attempt }, `${problem} Trying again.`);
      else log.warn({ err: error, attempt }, 'worker could not start, trying again');
      await sleep(START_RETRY_MS);
    }
  }
}

// A missing variable must stop the process before it touches anything.
const observability = await startObservability('sluice-worker', requireEnvironment());
reportCrashes(observability);
const worker = await startPatiently().catch((error: unknown) => {
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
