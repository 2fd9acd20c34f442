import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { syncRuns } from '#drizzle/schema/stripe-events.ts';
import { DomainError } from '../../errors.ts';
import { stageJob } from '../../jobs/stage-job.ts';
import { defineVerb } from '../../verb.ts';
import { assertFromDay, SYNC_RUN_KINDS } from './sync-run-range.ts';

/** A run says that it lives every few seconds; after this its process is taken for dead, by the database's clock. */
const DEAD_AFTER_SECONDS = 60;

/**
 * Opens a run. One of a kind and scope goes at a time; one whose process died is closed and replaced.
 * @returns its id, for `runSync`
 * @throws DomainError `conflict` while another one lives, `invalid_input` for a day from which Stripe lists nothing
 */
export const startSyncRun = defineVerb({
  permission: 'sync.run',
  input: z.object({
    kind: z.enum(SYNC_RUN_KINDS),
    /** `all`, or one `acct_…` or `platform`. */
    scope: z.string().min(1).max(255).default('all'),
    /** The UTC day from which a `relist` lists everything again, like `2026-11-21`. */
    fromDay: z.string().max(100).nullable().default(null),
  }),
  run: async (tx, ctx, { kind, scope, fromDay }) => {
    assertFromDay(kind, fromDay, ctx.now);
    await tx.execute(sql`
      update sync_runs
      set state = 'failed', finished_at = now(), message = 'Its process ended without a word. A later run goes on from the same marks.'
      where kind = ${kind} and scope = ${scope} and state = 'running'
        and heartbeat_at < now() - make_interval(secs => ${DEAD_AFTER_SECONDS})`);
    const syncRunId = `sync_${randomUUID()}`;
    const { actor } = ctx;
    const requestedBy =
      actor.kind === 'operator' ? actor.operatorId : actor.kind === 'job' ? actor.job : actor.kind;
    const opened = await tx
      .insert(syncRuns)
      .values({ syncRunId, kind, scope, fromDay, requestedBy })
      .onConflictDoNothing()
      .returning({ syncRunId: syncRuns.syncRunId });
    if (opened.length === 0)
      throw new DomainError(
        'conflict',
        'Such a run is under way. Wait until it ends, or stop it and start again.',
      );
    // A job that opens a run goes through it itself; a person's run needs a worker to be told.
    if (actor.kind === 'operator') {
      const run = { syncRunId, ...(scope === 'all' ? {} : { connectedAccountId: scope }) };
      if (kind === 'relist' || kind === 'relist-money')
        await stageJob(
          tx,
          're-list',
          { ...run, kind, ...(fromDay === null ? {} : { fromDay }) },
          { key: syncRunId },
        );
      else await stageJob(tx, 'back-fill', { ...run, kind }, { key: syncRunId });
    }
    const audit = { action: 'sync_run.start', subject: syncRunId, after: { kind, scope, fromDay } };
    return { result: { syncRunId }, audit };
  },
});
