import postgres from 'postgres';
import { currentTraceparent } from '../observability/trace.ts';
import { createGroupCommit, QueueFull, type GroupCommit } from './group-commit.ts';
import type { IncomingStripeEvent } from './parse-stripe-event.ts';
import { DeliveryRefused } from './refusals.ts';
import { storeStripeEvents, type StorableStripeEvent, type StoredOutcome } from './store-stripe-events.ts';
import { wakeWorkers } from './wake-workers.ts';

/** Two statements in flight keep Postgres busy while a third is being built; more only queue inside Postgres. */
const IN_FLIGHT_MAX = 3;
/** Past 256 rows a statement gains nothing and a failing one costs more neighbours their speed. */
const BATCH_SIZE_MAX = 256;
/** About 20 MB of events of 2 kB. Stripe sends again whatever is shed. */
const QUEUE_LENGTH_MAX = 10_000;

/** SQLSTATE classes in which every row would fail: connection, resources (disk full), shutdown and crash. */
const SHARED_FAULT_CLASS = /^(08|53|57|58)/;

function isSharedFault(error: unknown): boolean {
  // Errors without a SQLSTATE are postgres.js's own: refused, closed or timed-out connections.
  return !(error instanceof postgres.PostgresError) || SHARED_FAULT_CLASS.test(error.code);
}

// One pump per process, also when the bundler evaluates this module once per route.
const shared = globalThis as { sluiceInbox?: GroupCommit<StorableStripeEvent, StoredOutcome> };

function inbox(): GroupCommit<StorableStripeEvent, StoredOutcome> {
  shared.sluiceInbox ??= createGroupCommit({
    store: async (events: StorableStripeEvent[]) => {
      const outcomes = await storeStripeEvents(events);
      if (outcomes.includes('stored')) wakeWorkers();
      return outcomes;
    },
    isSharedFault,
    inFlightMax: IN_FLIGHT_MAX,
    batchSizeMax: BATCH_SIZE_MAX,
    queueLengthMax: QUEUE_LENGTH_MAX,
  });
  return shared.sluiceInbox;
}

function refusal(error: unknown): DeliveryRefused {
  return error instanceof QueueFull
    ? new DeliveryRefused('inbox_full', 'Too many events wait to be stored. Send this one again later.', {
        cause: error,
      })
    : new DeliveryRefused('database_unavailable', 'The event could not be stored. Send it again later.', {
        cause: error,
      });
}

/**
 * Stores verified events once each and resolves only after their commit; events of concurrent callers share commits.
 * @returns per event `stored`, or `duplicate` when the inbox already had it
 * @throws DeliveryRefused `inbox_full` or `database_unavailable`; events that were named as stored before are stored
 */
export async function receiveStripeEvents(events: readonly IncomingStripeEvent[]): Promise<StoredOutcome[]> {
  // Read here: a batch holds events of several requests and runs in the context of none of them.
  const traceparent = currentTraceparent();
  const settled = await Promise.allSettled(events.map((event) => inbox().add({ ...event, traceparent })));
  return settled.map((result) => {
    if (result.status === 'rejected') throw refusal(result.reason);
    return result.value;
  });
}

/** Resolves when every received event is committed or refused: the last step before a process ends. */
export async function inboxDrained(): Promise<void> {
  await inbox().drained();
}
