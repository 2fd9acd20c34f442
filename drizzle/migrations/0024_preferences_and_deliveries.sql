SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "operator_preferences" (
	"operator_id" text PRIMARY KEY NOT NULL,
	"zone" text DEFAULT 'UTC' NOT NULL,
	"theme" text DEFAULT 'system' NOT NULL,
	"density" text DEFAULT 'normal' NOT NULL,
	"single_keys" text DEFAULT 'on' NOT NULL,
	CONSTRAINT "operator_preferences_theme" CHECK (theme in ('system', 'light', 'dark')),
	CONSTRAINT "operator_preferences_density" CHECK (density in ('compact', 'normal', 'comfortable')),
	CONSTRAINT "operator_preferences_single_keys" CHECK (single_keys in ('on', 'off'))
);
--> statement-breakpoint
CREATE TABLE "delivery_counts" (
	"endpoint_kind" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"deliveries" bigint NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "delivery_counts_endpoint_kind_hour_outcome_pk" PRIMARY KEY("endpoint_kind","hour","outcome"),
	CONSTRAINT "delivery_counts_endpoint_kind" CHECK (endpoint_kind in ('account', 'connect')),
	CONSTRAINT "delivery_counts_deliveries" CHECK (deliveries > 0)
);
--> statement-breakpoint
ALTER TABLE "operator_preferences" ADD CONSTRAINT "operator_preferences_operator_id_operators_operator_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_counts_last" ON "delivery_counts" USING btree ("endpoint_kind","outcome","last_at");--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (zone, theme, density, single_keys) ON operator_preferences TO sluice_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (deliveries, last_at) ON delivery_counts TO sluice_app;
