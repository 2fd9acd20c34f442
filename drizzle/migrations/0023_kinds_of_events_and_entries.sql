SET lock_timeout = '5s';--> statement-breakpoint
DROP INDEX "stripe_events_by_type";--> statement-breakpoint
CREATE INDEX "journal_entries_by_kind" ON "journal_entries" USING btree ("currency","kind","effective_at","journal_entry_id");--> statement-breakpoint
CREATE INDEX "stripe_events_by_kind" ON "stripe_events" USING btree ("type","state","arrived_by","occurred_at","stripe_event_id");