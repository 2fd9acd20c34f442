import { seedDemoFactors } from '#lib/approvals/step-up/seed-demo-factors.ts';
import { seedDemoOwners } from '#lib/auth/seed-demo-owners.ts';
import { seedDemoPersonas } from '#lib/auth/seed-demo-personas.ts';
import { elapsedMs } from '#lib/clock.ts';
import { jobContext } from '#lib/context.ts';
import { asDatabaseOwner, closeDatabase } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { postAvailability } from '#lib/ledger/post-availability.ts';
import { postBalanceTransactions } from '#lib/ledger/post-balance-transactions.ts';
import { settleFinalPayouts } from '#lib/ledger/settle-final-payouts.ts';
import { runSync } from '#lib/stripe-events/back-fill/run-sync.ts';
import { hasFinishedInitialSync } from '#lib/stripe-events/back-fill/sync-run-queries.ts';
import { deliverDemoHistory } from './deliver-demo-history.ts';
import { withDatabaseUrl } from './database-url.ts';
import { seedDemoBypass } from './seed-demo-bypass.ts';
import { seedDemoDecisions } from './seed-demo-decisions.ts';
import { seedDemoRules } from './seed-demo-rules.ts';

/** One line a second is progress; more is noise. */
const LINE_INTERVAL_MS = 1_000;

const ctx = jobContext('seed-demo');

await withDatabaseUrl(async () => {
  try {
    const { added } = await asDatabaseOwner(() => seedDemoPersonas(ctx, {}));
    console.log(added === 0 ? 'The demo people are there already.' : `${String(added)} demo people added.`);
    await asDatabaseOwner(() => seedDemoFactors(ctx, {}));
    if (await hasFinishedInitialSync(ctx))
      console.log('The books are there already; the worker brings what is new.');
    else await fillBooks();
    await asDatabaseOwner(() => seedDemoOwners(ctx, {}));
    await fillQueue();
  } finally {
    await closeDatabase();
  }
});

/** Accounts, payouts and every balance transaction from Stripe, booked; then the events, where Stripe is the local one. */
async function fillBooks(): Promise<void> {
  const synced = await sync('initial');
  const posting = jobContext('post-balance-transactions');
  await postBalanceTransactions(posting);
  await postAvailability(posting);
  await settleFinalPayouts(posting);
  console.log(`${String(synced)} objects of Stripe are booked.`);

  const { isDemo, STRIPE_API_BASE } = env();
  if (!isDemo || STRIPE_API_BASE === undefined) return;
  const delivered = await deliverDemoHistory(STRIPE_API_BASE);
  console.log(`${String(delivered)} webhooks of the last thirty days were delivered.`);
  await sync('back-fill');
  console.log('What no webhook brought was polled.');
}

/** Only beside the local Stripe: in a sandbox, whose money is asked for is its owner's to say. */
async function fillQueue(): Promise<void> {
  const { isDemo, STRIPE_API_BASE } = env();
  if (!isDemo || STRIPE_API_BASE === undefined) return;
  const asked = await seedDemoDecisions();
  if (asked > 0) console.log(`${String(asked)} payouts wait for a decision.`);
  if (asked > 0 && (await seedDemoBypass(STRIPE_API_BASE)))
    console.log('A seller has paid herself past Sluice.');
  await seedDemoRules();
}

async function sync(kind: 'initial' | 'back-fill'): Promise<number> {
  let lineAt = 0;
  const outcome = await runSync(ctx, {
    kind,
    onProgress: ({ unitsDone, unitsTotal, objectsListed }) => {
      if (unitsTotal === null || elapsedMs() - lineAt < LINE_INTERVAL_MS) return;
      lineAt = elapsedMs();
      console.log(`${String(unitsDone)} of ${String(unitsTotal)} accounts, ${String(objectsListed)} objects`);
    },
  });
  if (outcome === null) throw new Error('Another process is syncing this database. Wait until it has ended.');
  if (outcome.end !== 'complete' || outcome.failed.length > 0)
    throw new Error(
      `The sync did not complete; run it again, it goes on from there. ${outcome.failed.map(({ connectedAccountId, reason }) => `${connectedAccountId}: ${reason}`).join(' ')}`,
    );
  return outcome.objectsListed;
}
