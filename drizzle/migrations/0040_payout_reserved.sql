SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "payout_requests" ADD CONSTRAINT "payout_requests_reserved" CHECK (is_reserved = (state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')));
