import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { closeDatabase, openDatabase } from '#lib/db/client.ts';
import { createTestDatabase } from '#scripts/test-database.ts';
import {
  startSimulator,
  type RunningSimulator,
  type ServerOptions,
} from '../../../e2e/stripe-simulator/server.ts';
import { createIngress } from '../ingress.ts';

export type FreshStripe = Pick<RunningSimulator, 'simulator' | 'url'> & {
  databaseOwnerUrl: string;
  stop: () => Promise<void>;
};

// The environment is read once per process: every simulator of a test file answers at the address of the first.
let port = 0;

/**
 * A local Stripe, an empty database and both webhook endpoints, all of them the caller's own. Unlike `startTestStripe`
 * it may be called once per test, because gaps and runs are about everything that a database holds.
 */
export async function startFreshStripe(options: ServerOptions = {}): Promise<FreshStripe> {
  const [database, running] = await Promise.all([createTestDatabase(), startSimulator({ ...options, port })]);
  port = running.port;
  process.env['DATABASE_URL'] ??= database.url;
  process.env['STRIPE_API_BASE'] = running.url;
  await closeDatabase();
  (globalThis as { sluiceDatabase?: unknown }).sluiceDatabase = openDatabase(database.url);

  const ingress = createIngress();
  ingress.server.listen(0, '127.0.0.1');
  await once(ingress.server, 'listening');
  const receiver = `http://127.0.0.1:${String((ingress.server.address() as AddressInfo).port)}/api/webhooks`;
  const secret = (name: string): string => process.env[name] ?? '';
  running.simulator.addEndpoint({
    kind: 'account',
    url: `${receiver}/stripe`,
    secret: secret('STRIPE_WEBHOOK_SECRET'),
  });
  running.simulator.addEndpoint({
    kind: 'connect',
    url: `${receiver}/stripe-connect`,
    secret: secret('STRIPE_CONNECT_WEBHOOK_SECRET'),
  });
  return {
    databaseOwnerUrl: database.ownerUrl,
    simulator: running.simulator,
    url: running.url,
    stop: async () => {
      await ingress.close();
      await closeDatabase();
      await running.stop();
      await database.drop();
    },
  };
}
