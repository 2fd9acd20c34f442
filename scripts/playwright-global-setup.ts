import { findFreePort } from './postgres/cluster.ts';
import { startStack } from './stack.ts';

/**
 * Starts the whole stack with an empty database and the story of the demo, for all browser tests.
 * Tests find it through `SLUICE_E2E`, a JSON object of addresses and settings, and through their `baseURL`.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const stack = await startStack({
    dataDir: '.data/e2e',
    mode: 'production',
    webPort: await findFreePort(),
    data: 'fresh',
    withIngress: true,
    given: {},
    durability: 'none',
    report: (message) => {
      console.log(`  ${message}`);
    },
  });
  const { webUrl, databaseUrl, databaseOwnerUrl, simulatorUrl, ingressUrl, environment, pids } = stack;
  process.env['PLAYWRIGHT_TEST_BASE_URL'] = webUrl;
  process.env['SLUICE_E2E'] = JSON.stringify({
    webUrl,
    databaseUrl,
    databaseOwnerUrl,
    simulatorUrl,
    ingressUrl,
    pids,
    webhookSecret: environment['STRIPE_WEBHOOK_SECRET'],
    connectWebhookSecret: environment['STRIPE_CONNECT_WEBHOOK_SECRET'],
    metricsToken: environment['METRICS_TOKEN'],
  });
  return stack.stop;
}
