SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "journal_entry_count_changes" (
	"occurred_on" date NOT NULL,
	"currency" text NOT NULL,
	"kind" text NOT NULL,
	"counted" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_entry_counts" (
	"grain" text NOT NULL,
	"period_on" date NOT NULL,
	"currency" text NOT NULL,
	"kind" text NOT NULL,
	"counted" bigint NOT NULL,
	CONSTRAINT "journal_entry_counts_key" PRIMARY KEY("grain","period_on","currency","kind")
);
--> statement-breakpoint
CREATE TABLE "stripe_event_count_changes" (
	"occurred_on" date NOT NULL,
	"type" text NOT NULL,
	"state" text NOT NULL,
	"arrived_by" text NOT NULL,
	"counted" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stripe_event_counts" (
	"grain" text NOT NULL,
	"period_on" date NOT NULL,
	"type" text NOT NULL,
	"state" text NOT NULL,
	"arrived_by" text NOT NULL,
	"counted" bigint NOT NULL,
	CONSTRAINT "stripe_event_counts_key" PRIMARY KEY("grain","period_on","type","state","arrived_by")
);
