SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "holds" DROP CONSTRAINT "holds_released_how";--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "keeps_base" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_request_whole" CHECK (payout_request_id is null or keeps_percent = 100);--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_released_how" CHECK ((state = 'released') = (released_at is not null)
        and (state <> 'released' or (release_reason is not null and released_by is not null and ((released_by_source = source and source <> 'operator')
          or (released_by_source is null and release_asked_by is not null and released_by <> release_asked_by)))));