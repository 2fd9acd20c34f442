SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "stripe_events" ADD COLUMN "excused_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "stripe_events" ADD COLUMN "replayed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stripe_events" ADD COLUMN "first_processed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sync_runs" ADD COLUMN "from_day" date;--> statement-breakpoint
GRANT UPDATE (excused_attempts, replayed_at, first_processed_at) ON stripe_events TO sluice_app;--> statement-breakpoint
-- Alarms of gaps were named after a time that moves when the gap grows, and stayed open when it was filled.
UPDATE alarms AS alarm SET closed_at = now()
WHERE alarm.kind = 'event_gap' AND alarm.closed_at IS NULL AND NOT EXISTS (
  SELECT FROM event_gaps AS gap
  WHERE gap.filled_at IS NULL AND gap.endpoint_kind = split_part(alarm.subject, ' ', 1)
    AND split_part(alarm.subject, ' ', 2)::timestamptz BETWEEN gap.starts_at AND gap.ends_at);--> statement-breakpoint
UPDATE alarms AS alarm SET subject = 'gap ' || oldest.event_gap_id
FROM (
  SELECT gap.event_gap_id, min(open.alarm_id) AS alarm_id
  FROM alarms AS open
  JOIN event_gaps AS gap
    ON gap.filled_at IS NULL AND gap.endpoint_kind = split_part(open.subject, ' ', 1)
   AND split_part(open.subject, ' ', 2)::timestamptz BETWEEN gap.starts_at AND gap.ends_at
  WHERE open.kind = 'event_gap' AND open.closed_at IS NULL
  GROUP BY gap.event_gap_id
) AS oldest
WHERE alarm.alarm_id = oldest.alarm_id;
