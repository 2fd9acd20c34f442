import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AlarmKind } from '../ledger/types.ts';
import { recordRiskFacts } from '../risk/facts/record-risk-facts.ts';
import type { RiskFact } from '../risk/facts/types.ts';
import { defineVerb } from '../verb.ts';

/** Waits of 5 s, 20 s, 80 s, … up to an hour: eight attempts span up to two and a half hours of trouble at Stripe. */
const RETRY_SECONDS = 5;
const RETRY_GROWTH = 4;
const RETRY_SECONDS_MAX = 3_600;

/** While Stripe is away nothing counts against an event; it is read soon after Stripe is back, however long that took. */
const OUTAGE_GROWTH = 2;
const OUTAGE_SECONDS_MAX = 300;

/** Enough for a person to see the cause; an error can carry a whole HTML page. */
const ERROR_LENGTH_MAX = 2_000;

const EVENT_FAILED: AlarmKind = 'stripe_event_failed';

const verdictSchema = z.object({
  stripeEventId: z.string(),
  occurredAt: z.string(),
  attempt: z.int(),
  outcome: z.enum(['processed', 'ignored', 'retry', 'outage', 'failed']),
  error: z.string().nullable(),
  /** What it says for risk, known whatever became of its reads: an outage of Stripe's must not blind risk. */
  riskFacts: z.array(z.custom<RiskFact>()).default([]),
});

export type StripeEventVerdict = z.output<typeof verdictSchema>;

/**
 * Records what became of claimed events: `retry` is due again later, `outage` too and not counted against the event. A verdict of a claim that has lapsed and was taken by another worker is
 * dropped; what it says for risk is stored all the same. A failed event raises an alarm; one that was processed after all closes it.
 */
export const settleStripeEvents = defineVerb({
  permission: 'events.process',
  input: z.array(verdictSchema),
  run: async (tx, _ctx, verdicts) => {
    // NUL cannot be stored in text; a cut error keeps its beginning, where the cause is.
    const errors = verdicts.map(
      ({ error }) => error?.replaceAll('\u0000', '').slice(0, ERROR_LENGTH_MAX) ?? null,
    );
    await recordRiskFacts(
      tx,
      verdicts.flatMap(({ riskFacts }) => riskFacts),
    );
    await tx.execute(sql`
      with settled as (
        update stripe_events as event
        set state = case when verdict.outcome in ('retry', 'outage') then 'received' else verdict.outcome end,
            excused_attempts = event.excused_attempts + case verdict.outcome when 'outage' then 1 else 0 end,
            last_error = verdict.error,
            processed_at = case when verdict.outcome in ('processed', 'ignored') then now() end,
            next_attempt_at = case verdict.outcome
              -- half of a wait is random, so that events which failed together do not come back together
              when 'retry' then now() + make_interval(secs => (0.5 + random() / 2) *
                least(${RETRY_SECONDS} * power(${RETRY_GROWTH}, event.attempts - event.excused_attempts - 1), ${RETRY_SECONDS_MAX}))
              when 'outage' then now() + make_interval(secs => (0.5 + random() / 2) *
                least(${RETRY_SECONDS} * power(${OUTAGE_GROWTH}, least(event.excused_attempts, 10)), ${OUTAGE_SECONDS_MAX}))
              else event.next_attempt_at end
        from unnest(
          ${sql.param(verdicts.map((verdict) => verdict.stripeEventId))}::text[],
          ${sql.param(verdicts.map((verdict) => verdict.occurredAt))}::text[]::timestamptz[],
          ${sql.param(verdicts.map((verdict) => verdict.attempt))}::integer[],
          ${sql.param(verdicts.map((verdict) => verdict.outcome))}::text[],
          ${sql.param(errors)}::text[]
        ) as verdict (stripe_event_id, occurred_at, attempt, outcome, error)
        where event.stripe_event_id = verdict.stripe_event_id and event.occurred_at = verdict.occurred_at
          and event.attempts = verdict.attempt and event.state = 'received'
        returning event.stripe_event_id, event.type, event.state, event.last_error
      ), raised as (
        insert into alarms as alarm (kind, subject, text)
        select ${EVENT_FAILED}::text, stripe_event_id,
               type || ' could not be processed: ' || coalesce(last_error, 'no reason') || ' Repair the cause, then replay the event.'
        from settled where state = 'failed'
        order by stripe_event_id -- one lock order for every writer
        on conflict (kind, subject) where closed_at is null
          do update set occurrences = alarm.occurrences + 1, text = excluded.text
      )
      update alarms set closed_at = now()
      from settled
      where alarms.kind = ${EVENT_FAILED} and alarms.subject = settled.stripe_event_id
        and alarms.closed_at is null and settled.state = 'processed'`);
    return { result: undefined, audit: null };
  },
});
