import postgres from 'postgres';
import Stripe from 'stripe';

type StackUnderTest = {
  webUrl: string;
  databaseUrl: string;
  databaseOwnerUrl: string;
  simulatorUrl: string;
  ingressUrl: string;
  pids: Readonly<Record<string, number>>;
  webhookSecret: string;
  connectWebhookSecret: string;
  metricsToken?: string;
};

function readStack(): StackUnderTest {
  const text = process.env['SLUICE_E2E'];
  if (text === undefined) throw new Error('Browser tests run through "npm test -- build playwright".');
  const stacks = JSON.parse(text) as StackUnderTest[]; // written by scripts/playwright-global-setup.ts
  // Playwright numbers the workers that run beside each other; where it only looks for tests it gives no number.
  const found = stacks[Number(process.env['TEST_PARALLEL_INDEX'] ?? '0')];
  if (found === undefined) throw new Error('Playwright started more workers than there are stacks.');
  for (const address of [found.webUrl, found.databaseOwnerUrl, found.simulatorUrl, found.ingressUrl]) {
    // Tests move money and rewrite clocks: never against anything but this machine.
    if (!/^(127\.0\.0\.1|localhost)$/.test(new URL(address).hostname))
      throw new Error(`Not an address of this machine: ${address}`);
  }
  return found;
}

/** Addresses and secrets of the running stack, which is this worker's own. */
export const stack = readStack();

/** The owner: reads everything, whatever the application may. */
export const sql = postgres(stack.databaseOwnerUrl, { max: 2, types: { bigint: postgres.BigInt } });

const simulatorAddress = new URL(stack.simulatorUrl);

/** The platform's own SDK, pointed at the local Stripe. */
export const stripe = new Stripe('sk_test_sluice_flows', {
  host: simulatorAddress.hostname,
  port: simulatorAddress.port,
  protocol: 'http',
  maxNetworkRetries: 0,
  telemetry: false,
});

/** One call of the local Stripe's remote control; see its README. @throws Error with its answer when it refuses */
export async function control<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(`${stack.simulatorUrl}/_control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Stripe answers as it does without any fault. */
export async function clearFaults(): Promise<void> {
  const response = await fetch(`${stack.simulatorUrl}/_control/faults`, { method: 'DELETE' });
  if (!response.ok) throw new Error(`faults: ${String(response.status)} ${await response.text()}`);
}

/** Rows that still wait somewhere between webhook and ledger, and accounts that wait to be assessed. */
export async function unfinishedWork(): Promise<bigint> {
  await control('/deliver', {});
  const [row] = await sql<{ waiting: bigint }[]>`
    select (select count(*) from stripe_events where state = 'received')
         + (select count(*) from balance_transactions where posted_at is null)
         + (select count(*) from risk_due) as waiting`;
  return row?.waiting ?? 0n;
}
