import type { FullConfig } from '@playwright/test';
import { checkAccountSessions } from '../e2e/check-account-sessions.ts';
import { findFreePort } from './postgres/cluster.ts';
import { startStack, type Stack } from './stack.ts';

/**
 * Starts a whole stack for each worker, with an empty database and the story of the demo: what one flow does is never
 * in another's way. Tests find theirs through `SLUICE_E2E`, a JSON list of objects with addresses and settings.
 */
export default async function setup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const started = await Promise.allSettled(Array.from({ length: workers }, (_, at) => startOne(at)));
  const stacks = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(stacks.map((stack) => stack.stop()));
  };
  const failed = started.find((start) => start.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  process.env['SLUICE_E2E'] = JSON.stringify(stacks.map(forTests));
  return async () => {
    try {
      let checked = 0;
      for (const { databaseOwnerUrl, simulatorUrl } of stacks)
        if (simulatorUrl !== undefined)
          checked += await checkAccountSessions({ databaseOwnerUrl, simulatorUrl });
      console.log(
        `  ${String(checked)} account sessions of these flows were checked: none lets an owner pay themselves.`,
      );
    } finally {
      await stop();
    }
  };
}

async function startOne(at: number): Promise<Stack> {
  return startStack({
    dataDir: `.data/e2e-${String(at)}`,
    mode: 'production',
    webPort: await findFreePort(),
    data: 'fresh',
    withIngress: true,
    given: {},
    durability: 'none',
    report: (message) => {
      if (at === 0) console.log(`  ${message}`);
    },
  });
}

function forTests({
  environment,
  webUrl,
  databaseUrl,
  databaseOwnerUrl,
  simulatorUrl,
  ingressUrl,
  pids,
}: Stack) {
  return {
    webUrl,
    databaseUrl,
    databaseOwnerUrl,
    simulatorUrl,
    ingressUrl,
    pids,
    webhookSecret: environment['STRIPE_WEBHOOK_SECRET'],
    connectWebhookSecret: environment['STRIPE_CONNECT_WEBHOOK_SECRET'],
    metricsToken: environment['METRICS_TOKEN'],
  };
}
