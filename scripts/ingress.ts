import './production-by-default.ts';
import { closeDatabase } from '#lib/db/client.ts';
import { warnOfLoginPower } from '#lib/db/login-power.ts';
import { log } from '#lib/log.ts';
import { reportCrashes, startObservability } from '#lib/observability/start-observability.ts';
import { createIngress } from '#lib/stripe-events/ingress.ts';
import { keepDeliveryCounts, startKeepingDeliveryCounts } from '#lib/stripe-events/keep-delivery-counts.ts';
import { requireEnvironment } from './require-environment.ts';

/** Stripe gives a delivery about this long; whoever still hangs after it is cut off. */
const SHUTDOWN_MS_MAX = 20_000;

/** Of the demo, whose web lets anybody sign in by name, nothing listens for others. */
const LOOPBACK = '127.0.0.1';

const environment = requireEnvironment();
const { PORT } = environment;
const observability = await startObservability('sluice-ingress', environment);
reportCrashes(observability);
const ingress = createIngress();
startKeepingDeliveryCounts();

async function stop(signal: NodeJS.Signals): Promise<void> {
  log.info({ signal }, 'ingress stops: finishing what is in flight');
  const cutOff = setTimeout(() => {
    ingress.server.closeAllConnections();
  }, SHUTDOWN_MS_MAX);
  await ingress.close();
  clearTimeout(cutOff);
  await keepDeliveryCounts();
  await closeDatabase();
  await observability.flush();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    stop(signal).catch((error: unknown) => {
      log.fatal({ err: error }, 'ingress did not stop cleanly');
      process.exit(1);
    });
  });

ingress.server.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`Port ${String(PORT)} is taken. Set PORT to another one.`);
  process.exit(1);
});

ingress.server.listen(PORT, environment.isDemo ? LOOPBACK : undefined, () => {
  const address = ingress.server.address();
  log.info(
    typeof address === 'object' ? { port: address?.port, listensOn: address?.address } : { port: PORT },
    'ingress listens for Stripe webhooks',
  );
  void warnOfLoginPower();
});
